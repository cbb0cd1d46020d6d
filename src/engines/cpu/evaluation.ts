import type { RowRange } from '../backend.ts';
import type { MemberPlan, TrainingPlan } from '../plan/training_plan.ts';
import { blockRows } from './block.ts';
import { createRows } from './draw_rows.ts';
import { networkGradient } from './network_gradient.ts';

/** The loss of a step and its gradient, added up over ranges of rows in their order. */
export interface Evaluation {
  /** Adds a range of rows at given parameters; the range that begins at row 0 starts a new sum. */
  add(parameters: Float64Array, step: number, range: RowRange): void;
  /** Of the rows so far, the mean over all rows of a step; overwritten by the next evaluation. */
  readonly gradient: Float64Array;
  /** Likewise, rounded to float32. */
  loss(): number;
}

/** Makes room for evaluations of the loss of a member, which take the rows of a step block by block. */
export function createEvaluation(plan: TrainingPlan, member: MemberPlan): Evaluation {
  const { rows, network, weighting } = plan;
  const block = networkGradient(network, weighting);
  const draw = createRows(plan, member.key);
  const gradient = new Float64Array(member.start.parameters.length);
  let sum = 0;
  return {
    add(parameters, step, { first_row, end_row }) {
      if (first_row === 0) {
        gradient.fill(0);
        sum = 0;
      }
      for (let first = first_row; first < end_row; first += blockRows) {
        const count = Math.min(blockRows, end_row - first);
        draw(step, first, count, block);
        sum += block.evaluate(parameters, count, 1 / rows, gradient);
      }
    },
    gradient,
    loss: () => Math.fround(sum / rows),
  };
}
