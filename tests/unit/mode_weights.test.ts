import { expect, test } from 'vitest';
import { modeWeights } from '../../src/diagnostics/mode_weights.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { eightGaussians, hypercube } from '../../src/distributions/gaussians.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { points } from '../../src/points.ts';

test('of components apart is the share of samples nearest to a mean', () => {
  const mixture = gaussianMixture({ weights: [1, 3], means: [[-10], [10]], deviations: [1, 1] });
  const { shares, largestError, found } = modeWeights(mixture, points([-9, -11, 12, -30, 9]));
  expect(shares[0]).toBeCloseTo(0.6, 12);
  expect(largestError).toBeCloseTo(0.35, 12);
  expect(found).toBe(2);
});

test('does not count a component as found that has less than a tenth of its share', () => {
  const mixture = gaussianMixture({ weights: [1, 1], means: [[-10], [10]], deviations: [1, 1] });
  const mostly = (stray: number) =>
    points([...new Array<number>(100 - stray).fill(-10), ...new Array<number>(stray).fill(10)]);
  expect(modeWeights(mixture, mostly(0)).found).toBe(1);
  expect(modeWeights(mixture, mostly(4)).found).toBe(1);
  expect(modeWeights(mixture, mostly(6)).found).toBe(2);
});

test.each([
  ['the tutorial, whose modes touch', tutorialTarget()],
  ['the tutorial at σ = 2, whose modes overlap', tutorialTarget().perturbed(2)],
  ['eight gaussians', eightGaussians()],
  ['a hypercube of 784 dimensions', hypercube(784)],
])('of perfect draws of %s has the true weights', (_, mixture) => {
  const count = 4000;
  const { shares, found } = modeWeights(mixture, mixture.sample(count, { seed: 7 }));
  expect(found).toBe(mixture.weights.length);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  // A mean of values between 0 and 1 with mean w has a variance of at most w(1 − w)/n: four standard errors.
  shares.forEach((share, k) => {
    const weight = mixture.weights[k]!;
    expect(Math.abs(share - weight)).toBeLessThan(4 * Math.sqrt((weight * (1 - weight)) / count));
  });
});

test('samples of another dimension are refused', () => {
  expect(() => modeWeights(eightGaussians(), points([1, 2, 3]))).toThrow(/samples\.shape/);
});
