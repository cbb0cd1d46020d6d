import { describe, expect, test } from 'vitest';
import { eightGaussians, hypercube, twentyFiveGaussians } from '../../src/distributions/gaussians.ts';

/** The least distance of two means, in deviations. */
function separation({ means, deviations }: ReturnType<typeof hypercube>): number {
  const distances = means.flatMap((a, i) => means.slice(i + 1).map((b) => Math.hypot(...a.map((x, j) => x - b[j]!))));
  return Math.min(...distances) / deviations[0]!;
}

test('eight gaussians lie on a circle of radius 2.829', () => {
  const { weights, means } = eightGaussians();
  expect(weights).toHaveLength(8);
  for (const mean of means) expect(Math.hypot(...mean)).toBeCloseTo(8 / 2.828, 12);
  // 2·4·sin(π/8) over 0.5.
  expect(separation(eightGaussians())).toBeCloseTo(6.123, 3);
});

test('twenty-five gaussians lie on a grid, 40 deviations apart', () => {
  expect(twentyFiveGaussians().means).toHaveLength(25);
  expect(separation(twentyFiveGaussians())).toBeCloseTo(40, 9);
});

describe('hypercube', () => {
  test.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [64, 8],
    [784, 8],
  ])('in %i dimensions has %i modes, at least eight deviations apart', (dimension, modes) => {
    const target = hypercube(dimension);
    expect(target.weights).toHaveLength(modes);
    expect(target.dimension).toBe(dimension);
    expect(separation(target)).toBeGreaterThanOrEqual(8);
    expect(target.weights.at(-1)! / target.weights[0]!).toBeCloseTo(modes, 12);
  });

  test.each([0, 785, 2.5])('refuses %d dimensions', (dimension) => {
    expect(() => hypercube(dimension)).toThrow(/dimension/);
  });
});
