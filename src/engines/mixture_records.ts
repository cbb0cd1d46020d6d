import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';

/** For each σ, for each component: ln w − d/2·ln v, then 1/v, then the mean, with v = s² + σ². */
export function mixtureRecords(
  { dimension, weights, means, deviations }: GaussianMixture,
  sigmas: readonly number[],
): Float32Array {
  return Float32Array.from(
    sigmas.flatMap((sigma) =>
      weights.flatMap((weight, k) => {
        const variance = deviations[k]! ** 2 + sigma ** 2;
        return [Math.log(weight) - (dimension / 2) * Math.log(variance), 1 / variance, ...means[k]!];
      }),
    ),
  );
}
