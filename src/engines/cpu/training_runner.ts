import type { TrainingRunner } from '../backend.ts';
import { rangesOf } from '../plan/row_ranges.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import { turn } from '../turn.ts';
import { adamStep, averageStep, type WideState } from './adam.ts';
import { createEvaluation } from './evaluation.ts';

/** Arithmetic of one range of rows, in operations: some ten ms. */
const workOfRange = 1e7;
/** Fewer rows would be spent on what is done but once for all of them. */
const fewestRows = 32;
/** Ranges of a step, which are kept in a list: larger steps have larger ranges. */
const mostRanges = 2 ** 16;

/** Denoising score matching in float64; parameters, moments and average are rounded to float32 after every step. */
export function createTrainingRunner(given: TrainingPlan): TrainingRunner {
  // A copy of the data, so that what the caller does with his own changes nothing here.
  const plan = { ...given, data: { ...given.data, values: given.data.values.slice() } };
  const { optimizer, averaging, start, rows } = plan;
  const state = wideState(start);
  const places = [wideState(start), wideState(start)] as const;
  const evaluation = createEvaluation(plan);
  const workOfRow = 6 * start.parameters.length;
  let losses: number[] = [];
  return {
    work: workOfRow * rows,
    // A multiple of four, since random numbers come in fours.
    ranges: rangesOf(rows, 4 * Math.ceil(Math.max(fewestRows, workOfRange / workOfRow, rows / mostRanges) / 4)),
    mostSteps: Number.POSITIVE_INFINITY,
    enqueue(step, range) {
      evaluation.add(state.parameters, step, range);
      if (range.end_row < rows) return;
      losses.push(evaluation.loss());
      adamStep(state, evaluation.gradient, optimizer, step);
      if (averaging) averageStep(state, averaging.decay);
    },
    submit() {},
    async completion() {
      await turn();
      const known = Float32Array.from(losses);
      losses = [];
      return known;
    },
    save: (place) => copy(state, places[place]),
    restore: (place) => copy(places[place], state),
    read: async (buffer) => Float32Array.from(state[buffer]),
    gradient: async () => Float32Array.from(evaluation.gradient),
    dispose() {},
  };
}

function wideState({ parameters, first, second, average }: TrainingPlan['start']): WideState {
  return {
    parameters: Float64Array.from(parameters),
    first: Float64Array.from(first),
    second: Float64Array.from(second),
    average: Float64Array.from(average ?? []),
  };
}

function copy(from: WideState, to: WideState): void {
  to.parameters.set(from.parameters);
  to.first.set(from.first);
  to.second.set(from.second);
  to.average.set(from.average);
}
