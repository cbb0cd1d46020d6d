import { wantsAverage } from '../../averaging.ts';
import type { Trainer, TrainingProgress } from '../../engine.ts';
import { TrainingDivergedError } from '../../errors.ts';
import { createGuard } from '../drive/guard.ts';
import { createLossHistory } from '../drive/loss_history.ts';
import { checkpointOfPlan, modelOfPlan, requireRun, type TrainingPlan } from '../options.ts';
import { adamStep, averageStep, type WideState } from './adam.ts';
import { createBreath } from './breath.ts';
import { createEvaluation } from './evaluation.ts';

/** Denoising score matching in float64; parameters, moments and average are rounded to float32 after every step. */
export function createTrainer(given: TrainingPlan): Trainer {
  // A copy of the data, so that what the caller does with his own changes nothing here.
  const plan = { ...given, data: { ...given.data, values: given.data.values.slice() } };
  const { optimizer, averaging, start } = plan;
  const state: WideState = {
    parameters: Float64Array.from(start.parameters),
    first: Float64Array.from(start.first),
    second: Float64Array.from(start.second),
    average: Float64Array.from(start.average ?? []),
  };
  // The state before the last step: if that step turns out to have ruined the loss, it is undone.
  const before: WideState = {
    parameters: state.parameters.slice(),
    first: state.first.slice(),
    second: state.second.slice(),
    average: state.average.slice(),
  };
  const losses = createLossHistory();
  const completed = () => start.step + losses.length;

  const guard = createGuard('trainer', () => {});

  async function* run({
    steps,
    reportEvery = Math.max(1, steps),
    signal,
  }: Parameters<Trainer['run']>[0]): AsyncGenerator<TrainingProgress, void, undefined> {
    requireRun({ steps, reportEvery });
    signal?.throwIfAborted();
    const breath = createBreath(signal);
    const evaluate = createEvaluation(plan);
    for (let taken = 1; taken <= steps; taken++) {
      const step = completed();
      const { loss, gradient } = await evaluate(state.parameters, step, breath);
      if (!Number.isFinite(loss)) {
        copy(before, state);
        losses.truncate(Math.max(0, losses.length - 1));
        throw new TrainingDivergedError(step);
      }
      copy(state, before);
      adamStep(state, gradient, optimizer, step);
      if (averaging) averageStep(state, averaging.decay);
      losses.push([loss]);
      if (breath.due()) await breath.take();
      if (taken % reportEvery === 0 || taken === steps) {
        yield { step: completed(), loss };
        signal?.throwIfAborted();
      }
    }
  }

  return {
    get step() {
      return completed();
    },
    losses: losses.values,
    run: (options) => guard.exclusive(run(options)),
    async model({ averaged } = {}) {
      guard.requireAlive();
      const { average, parameters } = state;
      return modelOfPlan(plan, Float32Array.from(wantsAverage(averaging, averaged) ? average : parameters));
    },
    async checkpoint() {
      guard.requireAlive();
      return checkpointOfPlan(plan, {
        step: completed(),
        parameters: Float32Array.from(state.parameters),
        first: Float32Array.from(state.first),
        second: Float32Array.from(state.second),
        ...(averaging && { average: Float32Array.from(state.average) }),
      });
    },
    async gradient() {
      guard.requireAlive();
      const { gradient } = await createEvaluation(plan)(state.parameters, completed(), createBreath(undefined));
      return Float32Array.from(gradient);
    },
    dispose: guard.dispose,
    [Symbol.dispose]: guard.dispose,
  };
}

function copy(from: WideState, to: WideState): void {
  to.parameters.set(from.parameters);
  to.first.set(from.first);
  to.second.set(from.second);
  to.average.set(from.average);
}
