import { describe, expect, test } from 'vitest';
import { gaussianLinear } from '../../examples/sbi/tasks/gaussian_linear.ts';
import { gaussianMixture } from '../../examples/sbi/tasks/gaussian_mixture.ts';
import { rowOf, simulationsOf, tasks } from '../../examples/sbi/tasks/index.ts';
import { slcp } from '../../examples/sbi/tasks/slcp.ts';
import { twoMoons } from '../../examples/sbi/tasks/two_moons.ts';
import { calibrationRanks, expectedCoverage, kolmogorovSmirnov } from '../../src/diagnostics/index.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';
import { type Points, points } from '../../src/points.ts';

const column = ({ values, shape: [, dimension] }: Points, j: number) =>
  Array.from(values).filter((_, at) => at % dimension === j);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

const count = 4000;
/** The 99.9 % point of the Kolmogorov distribution. */
const furthest = 1.95 / Math.sqrt(count);

describe.each(tasks)('$name', (task) => {
  test('has a posterior whose ranks and coverage are those of its own prior and simulator', () => {
    const simulations = 300;
    const draws = 19;
    const { parameters, data } = simulationsOf(task, simulations, 5);
    const drawn = new Float32Array(simulations * draws * task.parameters);
    for (let i = 0; i < simulations; i++)
      drawn.set(task.posterior(rowOf(data, i), draws, 1000 + i).values, i * draws * task.parameters);
    const posteriors: Points = { values: drawn, shape: [simulations * draws, task.parameters] };
    // One in a thousand would be lower.
    for (const { pValue } of calibrationRanks(parameters, posteriors).columns) expect(pValue).toBeGreaterThan(0.001);
    expect(expectedCoverage(parameters, posteriors).uniformity.pValue).toBeGreaterThan(0.001);
  });

  test('draws the same again, whatever the count, and others by another seed', () => {
    const { data } = simulationsOf(task, 8, 3);
    expect(data.shape).toEqual([8, task.observed]);
    expect(rowOf(simulationsOf(task, 3, 3).data, 2)).toEqual(rowOf(data, 2));
    const few = task.posterior(rowOf(data, 0), 5, 1);
    expect(few.shape).toEqual([5, task.parameters]);
    expect(rowOf(task.posterior(rowOf(data, 0), 50, 1), 4)).toEqual(rowOf(few, 4));
    expect(rowOf(task.posterior(rowOf(data, 0), 5, 2), 4)).not.toEqual(rowOf(few, 4));
    if (task.bounds) {
      const [from, to] = task.bounds;
      const all = task.prior(1000, 1).values;
      expect(all.every((value) => value > from && value < to)).toBe(true);
    }
  });
});

test('two moons has two crescents of radius 0.1, each with half of the posterior', () => {
  const drawn = twoMoons.posterior([0, 0], count, 1);
  const theta1 = column(drawn, 0);
  const theta2 = column(drawn, 1);
  const sums = theta1.map((theta, i) => theta + theta2[i]!);
  // Where the half ring would have to be hit for y = 0.
  const hit = theta1.map((theta, i) => {
    const x = Math.abs(theta + theta2[i]!) * Math.SQRT1_2 - 0.25;
    const y = (theta - theta2[i]!) * Math.SQRT1_2;
    return { radius: Math.hypot(x, y), angle: Math.atan2(y, x) };
  });
  const radii = hit.map(({ radius }) => radius);
  const angles = hit.map(({ angle }) => angle);
  expect(kolmogorovSmirnov(radii, (r) => normalCdf((r - 0.1) / 0.01))).toBeLessThan(furthest);
  expect(kolmogorovSmirnov(angles, (a) => Math.max(0, Math.min(1, a / Math.PI + 0.5)))).toBeLessThan(furthest);
  // Four standard errors of a half.
  expect(Math.abs(mean(sums.map((sum) => (sum > 0 ? 1 : 0))) - 0.5)).toBeLessThan(2 / Math.sqrt(count));
});

test('Gaussian mixture has a posterior that ends where the prior does', () => {
  const drawn = gaussianMixture.posterior([9.5, 0], count, 1);
  const below = (x: number) => (normalCdf(x - 9.5) + normalCdf((x - 9.5) / 0.1)) / 2;
  expect(kolmogorovSmirnov(column(drawn, 0), (x) => Math.min(1, below(x) / below(10)))).toBeLessThan(furthest);
  // The other coordinate is far from its bounds, but knows which component is cut.
  const narrow = normalCdf(5) / (normalCdf(5) + normalCdf(0.5));
  expect(
    kolmogorovSmirnov(column(drawn, 1), (x) => narrow * normalCdf(x / 0.1) + (1 - narrow) * normalCdf(x)),
  ).toBeLessThan(furthest);
});

test('Gaussian linear has the posterior N(y/2, 0.05)', () => {
  const observation = Array.from({ length: 10 }, (_, j) => j / 5 - 1);
  const drawn = gaussianLinear.posterior(observation, count, 1);
  for (const [j, y] of observation.entries()) {
    const exact = (x: number) => normalCdf((x - y / 2) / Math.sqrt(0.05));
    expect(kolmogorovSmirnov(column(drawn, j), exact)).toBeLessThan(furthest);
  }
});

describe('SLCP', () => {
  test('simulates points of the mean, the deviations and the correlation that its parameters say', () => {
    const theta = [0.5, -1, 1.2, -0.8, 0.7];
    const { values } = slcp.simulate(points(new Array(count).fill(theta).flat(), 5), 1);
    const x = points(values, 2);
    const [xs, ys] = [column(x, 0), column(x, 1)];
    const [deviationX, deviationY] = [1.44, 0.64];
    expect(kolmogorovSmirnov(xs, (at) => normalCdf((at - 0.5) / deviationX))).toBeLessThan(furthest / 2);
    expect(kolmogorovSmirnov(ys, (at) => normalCdf((at + 1) / deviationY))).toBeLessThan(furthest / 2);
    const correlation = mean(xs.map((at, i) => ((at - 0.5) / deviationX) * ((ys[i]! + 1) / deviationY)));
    // Four standard errors of a mean of products of variance 1 + ρ².
    expect(Math.abs(correlation - Math.tanh(0.7))).toBeLessThan(4 * Math.sqrt((1 + Math.tanh(0.7) ** 2) / (4 * count)));
  });

  test('has the posterior of draws of the prior weighted by their likelihood', () => {
    const observation = [1, 0.5, -2.2, 0.3, 1.5, 1.8, -0.3, -1.4];
    const prior = slcp.prior(100_000, 11);
    const weights = new Float64Array(prior.shape[0]);
    for (let i = 0; i < weights.length; i++) weights[i] = Math.exp(logLikelihood(rowOf(prior, i), observation));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const drawn = slcp.posterior(observation, 20_000, 1);
    const size = weights.reduce((sum, w) => sum + w * w, 0) / total ** 2;
    // Enough that an error of a quarter of a deviation would show.
    expect(1 / size).toBeGreaterThan(256);
    const measures: ((theta: number[]) => number)[] = [
      ([a = 0]) => a,
      ([, b = 0]) => b,
      ([, , c = 0]) => Math.abs(c),
      ([, , , d = 0]) => Math.abs(d),
      ([, , , , e = 0]) => e,
      ([a = 0, , c = 0]) => (a * c > 0 ? 1 : 0),
    ];
    for (const measure of measures) {
      const weighted = weights.reduce((sum, w, i) => sum + w * measure(rowOf(prior, i)), 0) / total;
      const values = Array.from({ length: drawn.shape[0] }, (_, i) => measure(rowOf(drawn, i)));
      const centre = mean(values);
      const variance = mean(values.map((value) => (value - centre) ** 2));
      // Four standard errors; weights count as so many draws as 1/Σw².
      expect(Math.abs(centre - weighted)).toBeLessThan(4 * Math.sqrt(variance * (size + 1 / values.length)));
    }
  });
});

/** By the density of each point under the covariance. */
function logLikelihood(theta: readonly number[], observation: readonly number[]): number {
  const [a, b, c, d, e] = theta as [number, number, number, number, number];
  const [sx, sy, rho] = [c * c, d * d, Math.tanh(e)];
  const rest = 1 - rho * rho;
  let log = 0;
  for (let i = 0; i < 8; i += 2) {
    const u = (observation[i]! - a) / sx;
    const v = (observation[i + 1]! - b) / sy;
    log -= Math.log(sx * sy * Math.sqrt(rest)) + (u * u - 2 * rho * u * v + v * v) / (2 * rest);
  }
  return log;
}
