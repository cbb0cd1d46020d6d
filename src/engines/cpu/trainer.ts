import type { Trainer, TrainingProgress } from '../../engine.ts';
import { TrainingDivergedError } from '../../errors.ts';
import { createGuard } from '../guard.ts';
import { requireRun, type TrainingPlan } from '../options.ts';
import { adamStep, type TrainingState } from './adam.ts';
import { blockRows } from './block.ts';
import { type Breath, createBreath } from './breath.ts';
import { blockGradient } from './gradient.ts';
import { createPerturbations, drawPerturbations, perturb } from './perturb.ts';

/** Denoising score matching in float64; parameters and moments are rounded to float32 after every step. */
export function createTrainer(given: TrainingPlan): Trainer {
  // A copy of the data, so that what the caller does with his own changes nothing here.
  const plan = { ...given, data: { ...given.data, values: given.data.values.slice() } };
  const { network, noise, optimizer } = plan;
  const state: TrainingState = {
    parameters: Float64Array.from(plan.parameters),
    first: new Float64Array(plan.parameters.length),
    second: new Float64Array(plan.parameters.length),
  };
  // The state before the last step: if that step turns out to have ruined the loss, it is undone.
  const before: TrainingState = {
    parameters: state.parameters.slice(),
    first: state.first.slice(),
    second: state.second.slice(),
  };
  const losses: number[] = [];

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
      const step = losses.length;
      const { loss, gradient } = await evaluate(state.parameters, step, breath);
      if (!Number.isFinite(loss)) {
        copy(before, state);
        losses.pop();
        throw new TrainingDivergedError(step);
      }
      copy(state, before);
      adamStep(state, gradient, optimizer, step);
      losses.push(loss);
      if (breath.due()) await breath.take();
      if (taken % reportEvery === 0 || taken === steps) {
        yield { step: losses.length, loss };
        signal?.throwIfAborted();
      }
    }
  }

  return {
    get step() {
      return losses.length;
    },
    losses: () => Float32Array.from(losses),
    run: (options) => guard.exclusive(run(options)),
    async model() {
      guard.requireAlive();
      return { network, noise, parameters: Float32Array.from(state.parameters) };
    },
    async gradient() {
      guard.requireAlive();
      const { gradient } = await createEvaluation(plan)(state.parameters, losses.length, createBreath(undefined));
      return Float32Array.from(gradient);
    },
    dispose: guard.dispose,
    [Symbol.dispose]: guard.dispose,
  };
}

/** The loss of a step at given parameters, and its gradient (overwritten by the next evaluation). */
type Evaluation = (
  parameters: Float64Array,
  step: number,
  breath: Breath,
) => Promise<{ loss: number; gradient: Float64Array }>;

/** Makes room for evaluations of the loss, which take the rows of a step block by block. */
function createEvaluation(plan: TrainingPlan): Evaluation {
  const { network, noise, rows } = plan;
  const [data] = plan.data.shape;
  const block = blockGradient(network);
  const drawn = createPerturbations(plan);
  const gradient = new Float64Array(plan.parameters.length);

  return async (parameters, step, breath) => {
    gradient.fill(0);
    let sum = 0;
    for (let first = 0; first < data; first += blockRows) {
      const count = Math.min(blockRows, data - first);
      drawPerturbations(plan, step, first, count, drawn);
      for (let level = 0; level < noise.levels.length; level++) {
        perturb(plan, first, count, level, drawn, block.points, block.epsilon);
        sum += block.evaluate(parameters, noise.levels[level]!, count, 1 / rows, gradient);
        if (breath.due()) await breath.take();
      }
    }
    return { loss: Math.fround(sum / rows), gradient };
  };
}

function copy(from: TrainingState, to: TrainingState): void {
  to.parameters.set(from.parameters);
  to.first.set(from.first);
  to.second.set(from.second);
}
