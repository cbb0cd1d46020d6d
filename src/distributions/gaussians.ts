import { requireInteger } from '../errors.ts';
import { type GaussianMixture, gaussianMixture } from './gaussian_mixture.ts';

/**
 * Eight normals of deviation 0.5 on a circle of radius 4, all divided by 1.414, as in FFJORD (Grathwohl et al. 2019,
 * lib/toy_data.py, "8gaussians").
 */
export function eightGaussians(): GaussianMixture {
  const angles = Array.from({ length: 8 }, (_, k) => (2 * Math.PI * k) / 8);
  return gaussianMixture({
    weights: angles.map(() => 1 / 8),
    means: angles.map((angle) => [(8 * Math.cos(angle)) / 2.828, (8 * Math.sin(angle)) / 2.828]),
    deviations: angles.map(() => 1 / 2.828),
  });
}

/**
 * Twenty-five normals of deviation 0.05 on the grid 2·{−2, …, 2}², all divided by 2.828, as in the code of WGAN-GP
 * (Gulrajani et al. 2017, gan_toy.py, "25gaussians").
 */
export function twentyFiveGaussians(): GaussianMixture {
  const steps = [-2, -1, 0, 1, 2];
  const means = steps.flatMap((x) => steps.map((y) => [(2 * x) / 2.828, (2 * y) / 2.828]));
  return gaussianMixture({ weights: means.map(() => 1 / 25), means, deviations: means.map(() => 0.05 / 2.828) });
}

/**
 * Normals of deviation 0.25 at 2^m corners of the cube [−1, 1]^d, m = min(d, 3): coordinate j of mean k is +1 or −1 as
 * bit j mod m of k is 1 or 0. The weight of corner k is proportional to k + 1, so that in three dimensions or more it
 * runs from 1/36 to 8/36. Corners are 2·√⌊d/m⌋ or more apart: at least eight deviations, in any dimension.
 * @param dimension d, from 1 to 784.
 */
export function hypercube(dimension: number): GaussianMixture {
  requireInteger('dimension', dimension, 1, 784);
  const bits = Math.min(dimension, 3);
  const corners = Array.from({ length: 2 ** bits }, (_, k) => k);
  return gaussianMixture({
    weights: corners.map((k) => k + 1),
    means: corners.map((k) => Array.from({ length: dimension }, (_, j) => ((k >> (j % bits)) & 1 ? 1 : -1))),
    deviations: corners.map(() => 0.25),
  });
}
