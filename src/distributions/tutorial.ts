import { type GaussianMixture, gaussianMixture } from './gaussian_mixture.ts';

/** The target of the tutorial: 0.1·N(−3, 1) + 0.9·N(3, 1), of mean 2.4, deviation 2.059 and P(X > 0) = 0.8989. */
export function tutorialTarget(): GaussianMixture {
  return gaussianMixture({ weights: [0.1, 0.9], means: [[-3], [3]], deviations: [1, 1] });
}
