import { describe, expect, test } from 'vitest';
import { sliceDirections, slicedWasserstein, squaredWasserstein2 } from '../../src/diagnostics/sliced_wasserstein.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { points } from '../../src/points.ts';

const normal = (mean: readonly number[], deviation: number) =>
  gaussianMixture({ weights: [1], means: [mean], deviations: [deviation] });

describe('W₂ of numbers', () => {
  test('of sets of one size pairs them in order', () => {
    expect(squaredWasserstein2([3, 1, 2], [10, 30, 20])).toBeCloseTo((81 + 18 ** 2 + 27 ** 2) / 3, 12);
  });

  test('of sets of unequal size is that of their multiples of one size', () => {
    const a = [0.3, -1, 2, 5];
    const b = [1, -2, 0.5, 7, 3, 3];
    const repeat = (values: number[], times: number) => values.flatMap((value) => new Array<number>(times).fill(value));
    const exact = squaredWasserstein2(repeat(a, 3), repeat(b, 2));
    expect(squaredWasserstein2(a, b)).toBeCloseTo(exact, 12);
    expect(squaredWasserstein2(b, a)).toBeCloseTo(exact, 12);
  });

  test('to one point is the mean square distance', () => {
    expect(squaredWasserstein2([1, 2, 6], [0])).toBeCloseTo((1 + 4 + 36) / 3, 12);
  });
});

describe('directions', () => {
  test('have length 1 and all directions alike', () => {
    const directions = sliceDirections(3, { projections: 20_000, seed: 1 });
    const mean = [0, 0, 0];
    const square = [0, 0, 0];
    for (const direction of directions) {
      expect(Math.hypot(...direction)).toBeCloseTo(1, 14);
      direction.forEach((value, j) => {
        mean[j]! += value / directions.length;
        square[j]! += value ** 2 / directions.length;
      });
    }
    // A coordinate has mean 0 and variance ⅓; its square has mean ⅓ and variance 4/45. Four standard errors.
    for (const value of mean) expect(Math.abs(value)).toBeLessThan(4 * Math.sqrt(1 / 3 / 20_000));
    for (const value of square) expect(Math.abs(value - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / 20_000));
  });

  test('do not depend on how many are asked for', () => {
    expect(sliceDirections(5, { projections: 10, seed: 3 })).toEqual(
      sliceDirections(5, { projections: 101, seed: 3 }).slice(0, 10),
    );
  });
});

describe('slicedWasserstein', () => {
  const rings = targetNamed('rings').sample(500, { seed: 1 });

  test('of a set to itself, in any order, is 0', () => {
    const rows = Array.from({ length: 500 }, (_, i) => [...rings.values.slice(2 * i, 2 * i + 2)]).reverse();
    expect(slicedWasserstein(rings, points(rows.flat(), 2))).toBe(0);
  });

  test('of a shifted copy is the shift as the directions see it', () => {
    const shift = [2, -1];
    // In steps of float32, so that the sum is exact to 1e-7.
    const shifted = points(
      rings.values.map((value, at) => value + shift[at % 2]!),
      2,
    );
    const seen = sliceDirections(2).reduce((sum, [x, y]) => sum + (2 * x! - y!) ** 2 / 256, 0);
    expect(slicedWasserstein(rings, shifted)).toBeCloseTo(Math.sqrt(seen), 6);
    // Over all directions ‖v‖/√d; the square has a deviation of √½ of itself over 256 of them.
    expect(Math.abs(seen / 2.5 - 1)).toBeLessThan(4 * Math.sqrt(0.5 / 256));
  });

  test('of two normals is that of their means and deviations', () => {
    // In every direction W₂² = (θ·(μ − ν))² + (s − t)².
    const count = 40_000;
    const distance = slicedWasserstein(
      normal([1, 0, 0], 1).sample(count, { seed: 1 }),
      normal([0, 0, 0], 2).sample(count / 2, { seed: 2 }),
      { projections: 64 },
    );
    const seen = sliceDirections(3, { projections: 64 }).reduce((sum, [x]) => sum + x! ** 2 / 64, 0);
    // Quantiles of 20,000 draws of deviation 2 are some 0.014 off: 3 % of the distance at the very most.
    expect(Math.abs(distance / Math.sqrt(seen + 1) - 1)).toBeLessThan(0.03);
  });

  test('in one dimension is W₂', () => {
    const a = points([0, 1, 5]);
    const b = points([1, 1, 3]);
    expect(slicedWasserstein(a, b)).toBeCloseTo(Math.sqrt(squaredWasserstein2(a.values, b.values)), 12);
  });

  test('falls with the number of perfect draws', () => {
    const target = targetNamed('two_moons');
    const at = (count: number) =>
      slicedWasserstein(target.sample(count, { seed: 1 }), target.sample(count, { seed: 2 }), { projections: 64 });
    // As 1/√n: a tenth from 200 to 20,000, within the factor of two that one pair of sets may be off.
    expect(at(20_000)).toBeLessThan(at(200) / 5);
  });

  test('refuses what cannot be compared', () => {
    expect(() => slicedWasserstein(rings, points([1, 2, 3], 3))).toThrow(/reference\.shape: got \[1, 3\]/);
    expect(() => slicedWasserstein(points([1, 2], 2), rings, { projections: 0 })).toThrow(/projections/);
    expect(() => slicedWasserstein({ values: new Float32Array(0), shape: [0, 2] }, rings)).toThrow(/samples/);
  });
});
