import { describe, expect, test, vi } from 'vitest';
import { medianDistance, mmdSquared } from '../../src/diagnostics/mmd.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { type Points, points, type Values } from '../../src/points.ts';

const moons = targetNamed('two_moons');

/** The definition, pair by pair. */
function byDefinition(x: Points, y: Points, bandwidth: number): number {
  const row = ({ values, shape: [, d] }: Points, i: number) => values.subarray(i * d, (i + 1) * d);
  const kernel = (a: Values, b: Values) => {
    const square = Array.from(a).reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0);
    return [0.25, 0.5, 1, 2, 4].reduce((sum, c) => sum + Math.exp(-square / (2 * (c * bandwidth) ** 2)) / 5, 0);
  };
  const mean = (a: Points, b: Points) => {
    let sum = 0;
    let pairs = 0;
    for (let i = 0; i < a.shape[0]; i++) {
      for (let k = 0; k < b.shape[0]; k++) {
        if (a === b && i === k) continue;
        sum += kernel(row(a, i), row(b, k));
        pairs++;
      }
    }
    return sum / pairs;
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

describe('mmdSquared', () => {
  // Around the sizes of tiles, of pairs of rows and of fours of columns.
  test.each([
    [2, 2],
    [63, 65],
    [64, 128],
    [129, 67],
    [200, 131],
  ])('of %i and %i points is what its definition says', (n, m) => {
    for (const name of ['tutorial', 'two_moons', 'hypercube']) {
      const x = targetNamed(name).sample(n, { seed: 1 });
      const y = targetNamed(name).sample(m, { seed: 2 });
      // Rounding of a few ten thousand terms of at most 1.
      for (const bandwidth of [0.05, 1, 20]) {
        expect(mmdSquared(x, y, { bandwidth })).toBeCloseTo(byDefinition(x, y, bandwidth), 12);
      }
    }
  });

  test('of two normals is that of the integrals', () => {
    const count = 4000;
    const plane = (mean: number) => gaussianMixture({ weights: [1], means: [[mean, 0]], deviations: [1] });
    const value = mmdSquared(plane(0).sample(count, { seed: 1 }), plane(0.5).sample(count, { seed: 2 }), {
      bandwidth: 1,
    });
    // E exp(−‖x − y‖²/2h²) = (h²/(h² + 2))^(d/2)·exp(−‖μ − ν‖²/(2(h² + 2))) for two normals of deviation 1.
    const mean = (shift: number) =>
      [0.25, 0.5, 1, 2, 4].reduce(
        (sum, h) => sum + ((h ** 2 / (h ** 2 + 2)) * Math.exp(-(shift ** 2) / (2 * (h ** 2 + 2)))) / 5,
        0,
      );
    const exact = 2 * mean(0) - 2 * mean(0.5);
    // At half as many points the estimate had a deviation of 12 % of it over twelve pairs of sets, so 8 % here: four of that.
    expect(Math.abs(value / exact - 1)).toBeLessThan(0.32);
  });

  test('of equal distributions is 0 within its standard error', () => {
    const values = Array.from({ length: 24 }, (_, r) =>
      mmdSquared(moons.sample(200, { seed: 100 + 2 * r }), moons.sample(300, { seed: 101 + 2 * r }), { bandwidth: 2 }),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / 24;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (24 * 23));
    // Four standard errors of the mean; and the estimate is unbiased, so that some lie below 0.
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(values.some((value) => value < 0)).toBe(true);
  });

  test('does not depend on the order of points', () => {
    const x = moons.sample(150, { seed: 1 });
    const y = moons.sample(100, { seed: 2 });
    const reversed = points(
      Array.from({ length: 150 }, (_, i) => [...x.values.slice(2 * i, 2 * i + 2)])
        .reverse()
        .flat(),
      2,
    );
    expect(mmdSquared(reversed, y)).toBeCloseTo(mmdSquared(x, y), 13);
  });

  test('reports how far it is, up to all', () => {
    const report = vi.fn();
    mmdSquared(moons.sample(300, { seed: 1 }), moons.sample(200, { seed: 2 }), { report });
    const shares = report.mock.calls.map(([share]) => share as number);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('refuses what cannot be compared', () => {
    const one = points([1, 2], 2);
    const two = points([1, 2, 3, 4], 2);
    expect(() => mmdSquared(one, two)).toThrow(/samples\.shape/);
    expect(() => mmdSquared(two, one)).toThrow(/reference\.shape/);
    expect(() => mmdSquared(two, points([1, 2, 3], 3))).toThrow(/reference\.shape/);
    expect(() => mmdSquared(two, two, { bandwidth: 0 })).toThrow(/bandwidth/);
    expect(() => mmdSquared(two, points([1, 1, 1, 1, 1, 1], 2))).toThrow(/reference: .* all the same.* a bandwidth/);
  });
});

describe('medianDistance', () => {
  test('is the middle one of all', () => {
    // Distances 1, 2, 3, 3, 5, 6 among 0, 1, 3, 6.
    expect(medianDistance(points([0, 1, 3, 6]))).toBe(3);
  });

  test('of points most of which are the same is the middle one of those that differ', () => {
    // Of 28 distances 15 are 0; the others are six times 1, once 2 and six times 3.
    expect(medianDistance(points([0, 0, 0, 0, 0, 0, 1, 3]))).toBe(2);
    expect(medianDistance(points([5, 5, 5, 5, 5, 5, 5.5]))).toBe(0.5);
    expect(() => medianDistance(points([5, 5, 5]))).toThrow(/all the same/);
    expect(() => medianDistance(points([5]))).toThrow(/all the same/);
  });

  test('of many normals is √(2·ln 4) deviations in the plane', () => {
    const normals = gaussianMixture({ weights: [1], means: [[0, 0]], deviations: [1] }).sample(5000, { seed: 4 });
    // ‖x − y‖² is exponential of mean 4, its median 4·ln 2. Among 1000 points the median is good to some 2 %.
    expect(Math.abs(medianDistance(normals) / Math.sqrt(4 * Math.LN2) - 1)).toBeLessThan(0.06);
  });
});
