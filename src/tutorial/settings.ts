import { tutorialTarget } from '../distributions/tutorial.ts';
import type { Model } from '../network.ts';
import { geometric } from '../noise.ts';
import { type Float32Points, type Points, points } from '../points.ts';
import type { SamplerOptions } from '../sampler.ts';
import { annealedLangevin, constant, proportional } from '../samplers/index.ts';
import type { TrainerOptions } from '../trainer.ts';
import type { Perturbation } from '../training_settings.ts';
import { type RecipeName, recipes, trainingBy } from './recipes.ts';

/** What a user may choose. */
export interface TutorialOptions {
  /** Key of the data, the initial weights, the perturbations and the sampling runs. */
  readonly seed: number;
  /** Training steps. */
  readonly steps: number;
  /** Particles of the annealed and the oracle sampler. */
  readonly particles: number;
  readonly perturbation: Perturbation;
  readonly recipe: RecipeName;
}

export const defaults: TutorialOptions = {
  seed: 12345,
  steps: 1000,
  particles: 16_384,
  perturbation: 'independent',
  recipe: 'tutorial',
};

/** 0.1·N(−3, 1) + 0.9·N(3, 1). */
export const target = tutorialTarget();

export const noise = geometric({ from: 2, to: 0.5, levels: 16 });

/** σ_L, the smallest noise level: sampling runs end there, and their samples are compared there. */
export const smallestSigma = 0.5;

/** p_σL, the distribution that a perfect sampling run ends in. */
export const finalTarget = target.perturbed(smallestSigma);

/** 200 points on [−10, 10]. */
export const grid: Float32Points = points(Float32Array.from({ length: 200 }, (_, i) => -10 + (20 * i) / 199));

/** The tutorial keeps its network every 8 steps; longer trainings keep fewer, so that there are never more than 251 frames. */
export function frameInterval(steps: number): number {
  return Math.max(8, Math.ceil(steps / 250));
}

export function drawData({ seed }: TutorialOptions): Float32Points {
  return target.sample(1024, { seed });
}

export function trainerOptions(data: Points, { seed, steps, perturbation, recipe }: TutorialOptions): TrainerOptions {
  return { data, noise, perturbation, seed, ...trainingBy(recipes[recipe], data, steps) };
}

/**
 * `tutorial`: the tutorial's own loop, constant step size and the counts of its index arithmetic. `annealed`: step sizes
 * that follow σ² and 100 steps a level (Song and Ermon 2019). `oracle`: the latter with the exact score, which tells the
 * errors of the network from those of the schedule.
 */
export const samplerNames = ['tutorial', 'annealed', 'oracle'] as const;
export type SamplerName = (typeof samplerNames)[number];

/** Step size of the tutorial: 10/16/50. */
const stepSize = 0.0125;

/** All chains start from N(0, 1) and use the same random numbers, so that they differ by score and schedule alone. */
export function samplerOptions(name: 'oracle', options: TutorialOptions): SamplerOptions;
export function samplerOptions(name: SamplerName, options: TutorialOptions, model: Model): SamplerOptions;
export function samplerOptions(name: SamplerName, { seed, particles }: TutorialOptions, model?: Model): SamplerOptions {
  const common = { score: name === 'oracle' || !model ? target : model, noise, seed };
  if (name !== 'tutorial')
    return {
      ...{ ...common, particles },
      method: annealedLangevin({ perLevel: 100, size: proportional({ epsilon: stepSize }) }),
    };
  return {
    ...{ ...common, particles: 256 },
    method: annealedLangevin({ perLevel: tutorialCounts, size: constant({ size: stepSize }) }),
  };
}

/** 799 steps in all, not 16 × 50: what the index arithmetic of the tutorial's loop comes to. */
export const tutorialCounts: readonly number[] = [49, ...Array<number>(14).fill(51), 36];
