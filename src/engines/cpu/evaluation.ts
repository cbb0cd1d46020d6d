import type { TrainingPlan } from '../options.ts';
import { blockRows } from './block.ts';
import type { Breath } from './breath.ts';
import { createRows } from './draw_rows.ts';
import { blockGradient } from './gradient.ts';
import { networkGradient } from './network_gradient.ts';
import { createPerturbations, drawPerturbations, perturb } from './perturb.ts';

/** The loss of a step at given parameters, and its gradient (overwritten by the next evaluation). */
export type Evaluation = (
  parameters: Float64Array,
  step: number,
  breath: Breath,
) => Promise<{ loss: number; gradient: Float64Array }>;

/** Makes room for evaluations of the loss, which take the rows of a step block by block. */
export function createEvaluation(plan: TrainingPlan): Evaluation {
  return plan.noisePerRow === 'all-levels' && !plan.drawn ? everyLevel(plan) : drawnRows(plan);
}

/** All data at all levels: blocks of one σ each, for which there are faster gradients. */
function everyLevel(plan: TrainingPlan): Evaluation {
  const { noise, rows, slots } = plan;
  const block = blockGradient(plan.network, plan.weighting);
  const drawn = createPerturbations(plan);
  const gradient = new Float64Array(plan.start.parameters.length);

  return async (parameters, step, breath) => {
    gradient.fill(0);
    let sum = 0;
    for (let first = 0; first < slots; first += blockRows) {
      const count = Math.min(blockRows, slots - first);
      drawPerturbations(plan, step, first, count, drawn);
      for (let level = 0; level < noise.levels.length; level++) {
        perturb(plan, first, count, level, drawn, block.points, block.epsilon);
        block.sigmas.fill(noise.levels[level]!);
        sum += block.evaluate(parameters, count, 1 / rows, gradient);
        if (breath.due()) await breath.take();
      }
    }
    return { loss: Math.fround(sum / rows), gradient };
  };
}

/** Rows of any σ each. */
function drawnRows(plan: TrainingPlan): Evaluation {
  const { rows } = plan;
  const block = networkGradient(plan.network, plan.weighting);
  const draw = createRows(plan);
  const gradient = new Float64Array(plan.start.parameters.length);

  return async (parameters, step, breath) => {
    gradient.fill(0);
    let sum = 0;
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      draw(step, first, count, block);
      sum += block.evaluate(parameters, count, 1 / rows, gradient);
      if (breath.due()) await breath.take();
    }
    return { loss: Math.fround(sum / rows), gradient };
  };
}
