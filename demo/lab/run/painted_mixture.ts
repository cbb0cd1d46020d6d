import { type GaussianMixture, gaussianMixture } from '../../../src/index.ts';
import type { Spot } from './painting.ts';

/** A painting as a distribution, whose score is exact: all its spots weigh the same. */
export function paintedMixture(spots: readonly Spot[]): GaussianMixture {
  return gaussianMixture({
    weights: spots.map(() => 1),
    means: spots.map(({ x, y }) => [x, y]),
    deviations: spots.map(({ deviation }) => deviation),
  });
}
