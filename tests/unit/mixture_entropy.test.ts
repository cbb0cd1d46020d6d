import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { eightGaussians, hypercube, twentyFiveGaussians } from '../../src/distributions/gaussians.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';

const ofNormal = (dimension: number, deviation: number) =>
  (dimension / 2) * Math.log(2 * Math.PI * Math.E * deviation ** 2);

describe('entropy of a mixture', () => {
  test.each([1, 2, 3, 784])('of one normal in %i dimensions is (d/2)·ln(2πe·s²)', (dimension) => {
    const normal = gaussianMixture({
      weights: [1],
      means: [new Array<number>(dimension).fill(0.3)],
      deviations: [0.2],
    });
    // What lies beyond nine deviations, and the 1e-6 that two bounds may differ by.
    expect(Math.abs(normal.entropy() - ofNormal(dimension, 0.2))).toBeLessThan(1e-6);
  });

  test('of the tutorial is 1.7418, and 1.8498 at σ = 0.5', () => {
    expect(tutorialTarget().entropy()).toBeCloseTo(1.7418, 4);
    expect(tutorialTarget().perturbed(0.5).entropy()).toBeCloseTo(1.8498, 4);
  });

  test('of eight gaussians is that of a fine sum over the density', () => {
    const target = eightGaussians();
    const h = 0.06;
    let sum = 0;
    for (let x = -6.5; x < 6.5; x += h) {
      for (let y = -6.5; y < 6.5; y += h) {
        const p = target.pdf([x, y]);
        if (p > 0) sum -= p * Math.log(p) * h * h;
      }
    }
    expect(target.entropy()).toBeCloseTo(sum, 9);
    expect(sum).toBeCloseTo(2.8319, 4);
  });

  test('of twenty-five gaussians apart is that of one and of the choice among them', () => {
    // They are 40 deviations apart, so that none hides another.
    expect(twentyFiveGaussians().entropy()).toBeCloseTo(Math.log(25) + ofNormal(2, 0.05 / 2.828), 6);
  });

  test('of equal components is that of one', () => {
    const twice = gaussianMixture({ weights: [1, 3], means: [[0], [0]], deviations: [1, 1] });
    expect(twice.entropy()).toBeCloseTo(ofNormal(1, 1), 9);
  });

  test('of the hypercube is that of its parts where they are far apart', () => {
    const weights = hypercube(60).weights;
    const choice = weights.reduce((sum, weight) => sum - weight * Math.log(weight), 0);
    expect(hypercube(60).entropy()).toBeCloseTo(choice + ofNormal(60, 0.25), 6);
  });

  test('is refused, with its bounds, where components overlap in many dimensions', () => {
    const near = gaussianMixture({
      weights: [1, 1],
      means: [
        [0, 0, 0],
        [1, 1, 1],
      ],
      deviations: [1, 1],
    });
    expect(() => near.entropy()).toThrow(/dimension: got 3, .* lies between 4\.\d+ and 4\.\d+ nats/);
  });

  test('is refused where no even grid fits all deviations', () => {
    const uneven = gaussianMixture({
      weights: [1, 1],
      means: [
        [0, 0],
        [1, 1],
      ],
      deviations: [1e-3, 10],
    });
    expect(() => uneven.entropy()).toThrow(/deviations/);
  });
});
