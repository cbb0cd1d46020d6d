import type { TrainingRunner } from '../backend.ts';
import { partsOf, rangesOf } from '../plan/row_ranges.ts';
import type { MemberPlan, TrainingPlan } from '../plan/training_plan.ts';
import { turn } from '../turn.ts';
import { adamStep, averageStep, type WideState } from './adam.ts';
import { createEvaluation } from './evaluation.ts';

/** Arithmetic of one part of a step, in operations: some ten ms. */
const workOfRange = 1e7;
/** Fewer rows would be spent on what is done but once for all of them. */
const fewestRows = 32;
/** Ranges of a step, which are kept in a list: larger steps have larger ranges. */
const mostRanges = 2 ** 16;

/** Denoising score matching in float64, one member after another; parameters, moments and average are rounded to float32 after every step. */
export function createTrainingRunner(given: TrainingPlan): TrainingRunner {
  // A copy of the data, so that what the caller does with his own changes nothing here.
  const plan = { ...given, data: { ...given.data, values: given.data.values.slice() } };
  const { rows } = plan;
  const members = plan.members.map((member) => createMember(plan, member));
  const size = plan.members[0].start.parameters.length;
  const workOfRow = 6 * size;
  let losses: number[] = [];

  /** What each member has, one after another. */
  function joined(of: (member: (typeof members)[number]) => Float64Array): Float32Array {
    const all = new Float32Array(members.length * size);
    members.forEach((member, m) => {
      all.set(of(member), m * size);
    });
    return all;
  }

  return {
    work: workOfRow * rows * members.length,
    parts: partsOf(
      members.length,
      Math.max(1, Math.floor(workOfRange / (workOfRow * rows))),
      // A multiple of four, since random numbers come in fours.
      rangesOf(rows, 4 * Math.ceil(Math.max(fewestRows, workOfRange / workOfRow, rows / mostRanges) / 4)),
    ),
    mostSteps: Number.POSITIVE_INFINITY,
    enqueue(step, part) {
      for (const member of members.slice(part.first_member, part.end_member)) {
        const { evaluation, state, optimizer, averaging } = member;
        evaluation.add(state.parameters, step, part);
        if (part.end_row < rows) continue;
        losses.push(evaluation.loss());
        adamStep(state, evaluation.gradient, optimizer, step);
        if (averaging) averageStep(state, averaging.decay);
      }
    },
    submit() {},
    async completion() {
      await turn();
      const known = Float32Array.from(losses);
      losses = [];
      return known;
    },
    save(place) {
      for (const { state, places } of members) copy(state, places[place]);
    },
    restore(place) {
      for (const { state, places } of members) copy(places[place], state);
    },
    read: async (buffer) => joined(({ state }) => state[buffer]),
    gradient: async () => joined(({ evaluation }) => evaluation.gradient),
    dispose() {},
  };
}

function createMember(plan: TrainingPlan, member: MemberPlan) {
  const { start, optimizer, averaging } = member;
  const places = [wideState(start), wideState(start)] as const;
  return { state: wideState(start), places, evaluation: createEvaluation(plan, member), optimizer, averaging };
}

function wideState({ parameters, first, second, average }: MemberPlan['start']): WideState {
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
