import { type GaussianMixture, momentsOfMixture } from '../distributions/gaussian_mixture.ts';
import { exactMixture, targetNamed } from '../distributions/targets.ts';
import { geometric, type Noise } from '../noise.ts';
import { UsageError } from './exit.ts';

/** The score of a target that is known exactly, and a ladder that goes down it well. @throws UsageError where it is not known */
export function exactScore({ target: name, dimension }: { target: string; dimension: number }): {
  readonly score: GaussianMixture;
  readonly noise: Noise;
} {
  const score = exactMixture(targetNamed(name, { dimension }));
  if (!score) throw new UsageError(`--target: the exact score of ${name} is not known; train a model of it`);
  const { deviation } = momentsOfMixture(score);
  const spread = Math.sqrt(deviation.reduce((sum, d) => sum + d * d, 0) / deviation.length);
  // From far beyond the data down to a part of them that no picture shows: EDM goes from 80 to 0.002 for data of deviation 0.5.
  // The levels between are for Langevin dynamics; other samplers space their own.
  return { score, noise: geometric({ from: 20 * spread, to: 0.002 * spread, levels: 40 }) };
}
