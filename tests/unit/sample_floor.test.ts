import { expect, test } from 'vitest';
import { modeWeights } from '../../src/diagnostics/mode_weights.ts';
import { sampleFloor } from '../../src/diagnostics/sample_floor.ts';
import { slicedWasserstein } from '../../src/diagnostics/sliced_wasserstein.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';

const normal = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
const halves = gaussianMixture({ weights: [1, 1], means: [[-9], [9]], deviations: [1, 1] });

test('of a mean is its standard error', () => {
  const mean = ({ values }: { values: ArrayLike<number> }) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const { mean: center, deviation } = sampleFloor(normal, { samples: 100, repeats: 400 }, mean);
  // The mean of 400 values of deviation 0.1, and their deviation, good to one in √800: four standard errors.
  expect(Math.abs(center)).toBeLessThan((4 * 0.1) / 20);
  expect(Math.abs(deviation / 0.1 - 1)).toBeLessThan(4 / Math.sqrt(800));
});

test('of mode weights is E|share − ½| = √(2/π)·√(¼/n)', () => {
  const { mean } = sampleFloor(
    halves,
    { samples: 1000, repeats: 100 },
    (samples) => modeWeights(halves, samples).largestError,
  );
  // The absolute value has a deviation of √(π/2 − 1) of its mean: four standard errors.
  expect(Math.abs(mean / Math.sqrt(0.25 / 1000) / Math.sqrt(2 / Math.PI) - 1)).toBeLessThan((4 * 0.76) / 10);
});

test('draws samples and reference of the sizes asked for, independently', () => {
  const seen: [number, number, boolean][] = [];
  sampleFloor(normal, { samples: 5, reference: 7, repeats: 3 }, (samples, reference) => {
    seen.push([samples.shape[0], reference.shape[0], samples.values[0] !== reference.values[0]]);
    return 0;
  });
  expect(seen).toEqual(new Array(3).fill([5, 7, true]));
});

test('is the same again, and another for another seed', () => {
  const floor = (seed?: number) =>
    sampleFloor(normal, { samples: 50, repeats: 2, ...(seed === undefined ? {} : { seed }) }, slicedWasserstein);
  expect(floor()).toEqual(floor());
  expect(floor(1)).not.toEqual(floor());
});

test('refuses fewer than two repeats', () => {
  expect(() => sampleFloor(normal, { samples: 5, repeats: 1 }, () => 0)).toThrow(/repeats/);
  expect(() => sampleFloor(normal, { samples: 0 }, () => 0)).toThrow(/samples: got 0/);
});
