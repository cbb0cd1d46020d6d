import { describe, expect, test } from 'vitest';
import { kolmogorovSmirnov } from '../../src/diagnostics/kolmogorov_smirnov.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { ArgumentError } from '../../src/errors.ts';

const uneven = gaussianMixture({ weights: [2, 1, 1], means: [[-3], [0.5], [4]], deviations: [0.5, 0.1, 2] });
const plane = gaussianMixture({
  weights: [0.3, 0.7],
  means: [
    [1, -1],
    [-2, 0.5],
  ],
  deviations: [0.7, 1.2],
});

test('weights are normalised', () => {
  expect(uneven.weights).toEqual([0.5, 0.25, 0.25]);
});

describe('pdf', () => {
  test('integrates to 1', () => {
    let mass = 0;
    for (let x = -20; x < 20; x += 0.005) mass += uneven.pdf(x) * 0.005;
    // The trapezoidal rule on a smooth integrand that ends at zero is exact to rounding.
    expect(mass).toBeCloseTo(1, 12);
  });

  test('integrates to 1 in the plane', () => {
    let mass = 0;
    for (let x = -10; x < 10; x += 0.05) for (let y = -10; y < 10; y += 0.05) mass += plane.pdf([x, y]) * 0.05 ** 2;
    expect(mass).toBeCloseTo(1, 10);
  });
});

describe('score', () => {
  test('is the gradient of log pdf', () => {
    const h = 1e-5;
    for (const x of [-5, -3, -1, 0.4, 0.6, 2, 9]) {
      const difference = (Math.log(uneven.pdf(x + h)) - Math.log(uneven.pdf(x - h))) / (2 * h);
      // Central differences: h²/6 times a third derivative of up to 10⁴, and rounding of 1e-16/h.
      expect(Math.abs(uneven.score(x)[0]! - difference)).toBeLessThan(1e-6);
    }
    const [a, b] = [0.3, -0.8];
    const score = plane.score([a, b]);
    const log = (x: number, y: number) => Math.log(plane.pdf([x, y]));
    expect(score[0]).toBeCloseTo((log(a + h, b) - log(a - h, b)) / (2 * h), 8);
    expect(score[1]).toBeCloseTo((log(a, b + h) - log(a, b - h)) / (2 * h), 8);
  });

  test('is that of the widest component far away, where every density underflows', () => {
    for (const x of [-1000, 1000]) expect(uneven.score(x)[0]! / ((4 - x) / 4)).toBeCloseTo(1, 14);
    // Components of one width: that of the nearest.
    expect(tutorialTarget().score(1000)[0]).toBe(-997);
    expect(tutorialTarget().score(-1000)[0]).toBe(997);
    expect(tutorialTarget().score(1e30)[0]).toBe(-1e30);
  });
});

describe('cdf', () => {
  test('is the integral of pdf', () => {
    let sum = 0;
    const h = 0.002;
    for (let x = -12; x < 15; x += h) {
      if (Math.abs(x % 1) < h / 2) expect(Math.abs(uneven.cdf(x) - sum)).toBeLessThan(2e-6);
      sum += h * uneven.pdf(x + h / 2);
    }
  });

  test('is refused in more than one dimension', () => {
    expect(() => plane.cdf(0)).toThrow(ArgumentError);
  });

  test('of the tutorial leaves 0.8989 above zero', () => {
    expect(1 - tutorialTarget().cdf(0)).toBeCloseTo(0.8989, 4);
  });
});

describe('perturbed', () => {
  test('adds variances', () => {
    expect(tutorialTarget().perturbed(0.75).deviations).toEqual([1.25, 1.25]);
    expect(plane.perturbed(1).means).toEqual(plane.means);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses σ = %d', (sigma) => {
    expect(() => uneven.perturbed(sigma)).toThrow(ArgumentError);
  });
});

describe('sample', () => {
  const count = 2 ** 16;
  // The 99.9 % point of the Kolmogorov distribution.
  const allowed = 1.95 / Math.sqrt(count);

  test('draws from the distribution', () => {
    for (const [mixture, seed] of [
      [uneven, 1],
      [tutorialTarget(), 2],
      [uneven.perturbed(1), 3],
    ] as const) {
      const { values, shape } = mixture.sample(count, { seed });
      expect(shape).toEqual([count, 1]);
      expect(kolmogorovSmirnov(values, mixture.cdf)).toBeLessThan(allowed);
    }
  });

  test('draws each coordinate from its marginal', () => {
    const { values, shape } = plane.sample(count, { seed: 4 });
    expect(shape).toEqual([count, 2]);
    for (const j of [0, 1]) {
      const marginal = gaussianMixture({ ...plane, means: plane.means.map((mean) => [mean[j]!]) });
      expect(
        kolmogorovSmirnov(
          values.filter((_, at) => at % 2 === j),
          marginal.cdf,
        ),
      ).toBeLessThan(allowed);
    }
  });

  test('begins with the same draws whatever their count', () => {
    const many = plane.sample(1000, { seed: 9 }).values;
    for (const few of [1, 2, 10, 33]) expect(plane.sample(few, { seed: 9 }).values).toEqual(many.slice(0, 2 * few));
  });

  test('depends on the seed alone', () => {
    expect(uneven.sample(8, { seed: 1 })).toEqual(uneven.sample(8, { seed: 1n }));
    expect(uneven.sample(8, { seed: 1 })).not.toEqual(uneven.sample(8, { seed: 2 }));
  });

  test.each([0, -3, 1.5])('refuses a count of %d', (count) => {
    expect(() => uneven.sample(count, { seed: 0 })).toThrow(ArgumentError);
  });

  test('refuses a bad seed', () => {
    expect(() => uneven.sample(4, { seed: -1 })).toThrow(/seed/);
  });
});

describe('bad input is refused by name', () => {
  const good = { weights: [1, 1], means: [[-3], [3]], deviations: [1, 1] };
  test.each([
    ['weights', { weights: [] }],
    ['weights[1]', { weights: [1, 0] }],
    ['weights[0]', { weights: [Number.NaN, 1] }],
    ['means', { means: [[1]] }],
    ['means[1]', { means: [[1], [1, 2]] }],
    ['means[0]', { means: [[], []] }],
    ['means[1][0]', { means: [[0], [Infinity]] }],
    ['deviations', { deviations: [1] }],
    ['deviations[1]', { deviations: [1, -1] }],
  ])('%s', (argument, bad) => {
    expect(() => gaussianMixture({ ...good, ...bad })).toThrow(expect.objectContaining({ argument }));
  });

  test('a point of the wrong dimension', () => {
    expect(() => plane.pdf(1)).toThrow(ArgumentError);
    expect(() => uneven.score([1, 2])).toThrow(ArgumentError);
  });
});
