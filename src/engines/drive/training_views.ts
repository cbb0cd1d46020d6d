import type { Ensemble } from '../../ensemble_of_trainings.ts';
import type { Trainer } from '../../trainer.ts';
import type { Training } from './training.ts';

/** A training of one network as those see it who train one. */
export function trainerOf(training: Training): Trainer {
  return {
    get step() {
      return training.step;
    },
    losses: (from) => training.losses(from)[0]!,
    async *run(options) {
      for await (const { losses, ...progress } of training.run(options)) yield { ...progress, loss: losses[0]! };
    },
    model: async (options) => (await training.models(options))[0]!,
    checkpoint: async () => (await training.checkpoints())[0]!,
    gradient: async () => (await training.gradients())[0]!,
    dispose: training.dispose,
    [Symbol.dispose]: training.dispose,
  };
}

/** A training of so many networks. */
export function ensembleOf(training: Training, members: number): Ensemble {
  return {
    members,
    get step() {
      return training.step;
    },
    losses: training.losses,
    run: training.run,
    models: training.models,
    checkpoints: training.checkpoints,
    dispose: training.dispose,
    [Symbol.dispose]: training.dispose,
  };
}
