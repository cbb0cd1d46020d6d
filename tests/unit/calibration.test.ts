import { describe, expect, test } from 'vitest';
import { binomialInterval } from '../../src/diagnostics/calibration/binomial_interval.ts';
import { chiSquaredTail } from '../../src/diagnostics/calibration/chi_squared.ts';
import { calibrationRanks, expectedCoverage } from '../../src/diagnostics/index.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';
import { type Points, points } from '../../src/points.ts';

const normalsOf = (count: number, seed: number) =>
  gaussianMixture({ weights: [1], means: [[0]], deviations: [1] }).sample(count, { seed }).values;

/**
 * Each coordinate θ ~ N(0, 1), y = θ + N(0, 1), whose posterior is N(y/2, ½), and draws of that with its deviation times `scale` and shifted by
 * `shift` deviations.
 */
function inferred(simulations: number, dimension: number, draws: number, { scale = 1, shift = 0 } = {}) {
  const truths = normalsOf(simulations * dimension, 1);
  const noise = normalsOf(simulations * dimension, 2);
  const means = Array.from(truths, (theta, i) => (theta + noise[i]!) / 2);
  const normals = normalsOf(simulations * draws * dimension, 3);
  const drawn = Array.from(normals, (z, at) => {
    const simulation = Math.floor(at / (draws * dimension));
    return means[simulation * dimension + (at % dimension)]! + (scale * z + shift) * Math.SQRT1_2;
  });
  return {
    truths: points(truths, dimension) as Points,
    draws: points(drawn, dimension) as Points,
    means: points(means, dimension) as Points,
  };
}

describe('chiSquaredTail', () => {
  // Abramowitz and Stegun 1964, table 26.8: the 5 % and the 0.1 % points.
  test.each([
    [3.84146, 1, 0.05],
    [10.8276, 1, 0.001],
    [11.0705, 5, 0.05],
    [18.307, 10, 0.05],
    [124.342, 100, 0.05],
  ])('of %d with %i degrees of freedom is %d, to the digits of the table', (x, freedom, tail) => {
    expect(Math.abs(chiSquaredTail(x, freedom) / tail - 1)).toBeLessThan(1e-4);
  });

  test('ends at 1 and 0', () => {
    expect(chiSquaredTail(0, 3)).toBe(1);
    expect(chiSquaredTail(1e6, 3)).toBe(0);
    expect(chiSquaredTail(10, 1000)).toBeCloseTo(1, 12);
  });
});

test('binomialInterval leaves out as little as it may on either side', () => {
  for (const [trials, probability, confidence] of [
    [10, 0.5, 0.95],
    [37, 0.1, 0.9],
    [37, 0.9, 0.99],
    [500, 0.02, 0.95],
  ] as const) {
    const chances = [(1 - probability) ** trials];
    for (let k = 0; k < trials; k++)
      chances.push((chances[k]! * (trials - k) * probability) / ((k + 1) * (1 - probability)));
    const sum = (from: number, to: number) => chances.slice(from, to).reduce((all, chance) => all + chance, 0);
    const { least, most } = binomialInterval(trials, probability, confidence);
    const outside = (1 - confidence) / 2;
    expect(sum(0, least)).toBeLessThanOrEqual(outside);
    expect(sum(0, least + 1)).toBeGreaterThan(outside);
    expect(sum(most + 1, trials + 1)).toBeLessThanOrEqual(outside);
    expect(sum(most, trials + 1)).toBeGreaterThan(outside);
  }
  expect(binomialInterval(5, 0, 0.95)).toEqual({ least: 0, most: 0 });
  expect(binomialInterval(5, 1, 0.95)).toEqual({ least: 5, most: 5 });
});

describe('calibrationRanks', () => {
  test('counts the draws below each true value', () => {
    const truths = points([0, 10, 5, -1], 2);
    const draws = points([-1, 11, 1, 9, -2, 8, 4, 0, 6, -2, 7, -3], 2);
    const { draws: each, ranks, columns } = calibrationRanks(truths, draws, { bins: 2 });
    expect(each).toBe(3);
    expect([...ranks]).toEqual([2, 2, 1, 2]);
    // Ranks 0 and 1, then 2 and 3: two simulations, half in either expected.
    expect(columns[0]!.bins.map(({ from, count, expected }) => [from, count, expected])).toEqual([
      [0, 1, 1],
      [2, 1, 1],
    ]);
    expect(columns[0]!.pValue).toBe(1);
    // (0 − 1)² + (2 − 1)² with one degree of freedom.
    expect(columns[1]!.chiSquared).toBe(2);
    expect(columns[1]!.pValue).toBeCloseTo(2 * normalCdf(-Math.SQRT2), 12);
  });

  test('of bars that do not divide the ranks expects as many as each holds', () => {
    const { columns } = calibrationRanks(points([0, 0, 0, 0, 0]), points(new Array(30).fill(1)), { bins: 3 });
    // Five simulations over seven ranks: 0 to 2, 3 and 4, 5 and 6.
    expect(columns[0]!.bins.map(({ from, expected }) => [from, Math.round(1e9 * expected)])).toEqual([
      [0, Math.round((1e9 * 15) / 7)],
      [3, Math.round(1e10 / 7)],
      [5, Math.round(1e10 / 7)],
    ]);
  });

  test('of an exact posterior are uniform', () => {
    const { truths, draws } = inferred(1000, 2, 99);
    // One in a thousand would be lower.
    for (const { pValue } of calibrationRanks(truths, draws).columns) expect(pValue).toBeGreaterThan(0.001);
  });

  test('of posteriors half as wide gather at both ends as in closed form', () => {
    const { truths, draws } = inferred(2000, 1, 99, { scale: 0.5 });
    const { bins, pValue } = calibrationRanks(truths, draws, { bins: 20 }).columns[0]!;
    // Draws below the truth are a share Φ(2z) of all: below 5 % with probability Φ(−1.645/2), good to √(0.2·0.8/2000) = 0.009.
    for (const bar of [bins[0]!, bins[19]!])
      expect(Math.abs(bar.count / 2000 - normalCdf(-1.6449 / 2))).toBeLessThan(0.036);
    expect(bins[0]!.count).toBeGreaterThan(bins[0]!.most);
    expect(pValue).toBeLessThan(1e-12);
  });

  test('refuses draws that do not fit', () => {
    const truths = points([1, 2, 3, 4], 2);
    expect(() => calibrationRanks(truths, points([1, 2, 3, 4, 5, 6], 2))).toThrow(/draws\.shape: .*\[2·L, 2\]/);
    expect(() => calibrationRanks(truths, points([1, 2], 1))).toThrow(/draws\.shape/);
    expect(() => calibrationRanks(truths, truths, { bins: 3 })).toThrow(/bins: got 3, .* from 2 to 2/);
    expect(() => calibrationRanks(truths, truths, { confidence: 1 })).toThrow(/confidence/);
  });
});

describe('expectedCoverage', () => {
  test('counts the draws nearer to the reference than the truth', () => {
    const truths = points([0, 10]);
    const draws = points([1, -3, 2, 10.5, 4, 20]);
    const { credibility, coverage } = expectedCoverage(truths, draws, { references: points([0.9, 10.4]), bins: 2 });
    // The truth 0 is 0.9 away and one draw nearer; the truth 10 is 0.4 away and one draw nearer.
    expect([...credibility]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([...coverage]).toEqual([0, 0, 1, 1, 1]);
  });

  test('of an exact posterior is the credibility', () => {
    const { truths, draws } = inferred(1000, 2, 99);
    const { credibility, coverage, least, most, uniformity } = expectedCoverage(truths, draws);
    // One in a thousand would be lower; the 99.9 % point of the Kolmogorov distribution.
    expect(uniformity.pValue).toBeGreaterThan(0.001);
    coverage.forEach((each, k) => expect(Math.abs(each - credibility[k]!)).toBeLessThan(1.95 / Math.sqrt(1000)));
    const outside = coverage.filter((each, k) => each < least[k]! || each > most[k]!).length;
    // On average a twentieth; neighbours lie outside together.
    expect(outside / coverage.length).toBeLessThan(0.3);
  });

  test('of posteriors half as wide is below, around their means as in closed form', () => {
    const { truths, draws, means } = inferred(2000, 1, 99, { scale: 0.5 });
    const { coverage, uniformity } = expectedCoverage(truths, draws, { references: means });
    // The ball of credibility α reaches q halved deviations, P(|Z| < q) = α, and holds the truth where |Z| < q/2.
    for (const [q, alpha] of [
      [0.6745, 0.5],
      [1.6449, 0.9],
      [1.96, 0.95],
    ] as const) {
      const exact = 2 * normalCdf(q / 2) - 1;
      // Four standard errors of a share of 2000, and 0.01 for the grain of 99 draws.
      expect(Math.abs(coverage[Math.round(100 * alpha)]! - exact)).toBeLessThan(4 * Math.sqrt(0.25 / 2000) + 0.01);
    }
    expect(uniformity.pValue).toBeLessThan(1e-12);
    // A posterior of the right width has the right coverage there.
    const right = inferred(1000, 1, 99);
    expect(expectedCoverage(right.truths, right.draws, { references: right.means }).uniformity.pValue).toBeGreaterThan(
      0.001,
    );
  });

  test('finds a bias by random references', () => {
    const { truths, draws } = inferred(1000, 2, 99, { shift: 1 });
    expect(expectedCoverage(truths, draws).uniformity.pValue).toBeLessThan(1e-6);
  });

  test('counts all coordinates alike, whatever their units', () => {
    const { truths, draws } = inferred(200, 2, 19);
    const scaled = ({ values, shape }: Points): Points => ({
      values: values.map((value, at) => (at % 2 === 0 ? 2 ** 20 * value : value)),
      shape,
    });
    expect(expectedCoverage(scaled(truths), scaled(draws)).coverage).toEqual(expectedCoverage(truths, draws).coverage);
  });

  test('refuses references that do not fit', () => {
    const truths = points([1, 2, 3, 4], 2);
    expect(() => expectedCoverage(truths, truths, { references: points([1, 2], 2) })).toThrow(
      /references\.shape: .*\[2, 2\]/,
    );
  });
});
