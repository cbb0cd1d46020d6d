import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import { type Distribution, isDistribution } from '../../src/distributions/distribution.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { exactMixture, targetNamed, targetNames } from '../../src/distributions/targets.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import type { Score } from '../../src/fields/score.ts';
import { type LogDensityOptions, logDensity } from '../../src/flow/log_density.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { momentsOfColumns } from '../../src/spread.ts';
import { modelOf } from '../twin_suite/shapes.ts';

const engine = createCpuEngine();
const ends = { from: 100, to: 0.02 };

/** ln p of a distribution at points. */
function exactAt(distribution: Distribution, { values, shape: [count, dimension] }: Points): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.log(distribution.pdf(values.subarray(i * dimension, (i + 1) * dimension))),
  );
}

function largestError(nats: Float64Array, exact: readonly number[]): number {
  return exact.reduce((most, value, i) => Math.max(most, Math.abs(nats[i]! - value)), 0);
}

/** All targets whose density is known, with their exact score. */
const closed = targetNames.flatMap((name) => {
  const target = targetNamed(name);
  if (!isDistribution(target)) return [];
  const { dimension } = target;
  const score: Score =
    exactMixture(target) ?? customScore({ dimension, cpu: (x, sigma) => target.perturbed(sigma).score(x) });
  return [[name, target, score] as const];
});

/** Points of a target, few where the score has hundreds of components, and what the options of its log density share. */
function given(target: Distribution, score: Score): LogDensityOptions {
  const slow = (exactMixture(target)?.weights.length ?? 1000) > 100;
  return {
    ...{ score, points: target.sample(slow ? 3 : 16, { seed: 1 }) },
    // As the score of a user's own knows them not.
    ...(score.kind === 'custom' && { moments: momentsOfColumns(target.sample(4096, { seed: 2 })) }),
  };
}

describe.each(closed)('the log density of %s by its exact score', (_, target, score) => {
  const options = given(target, score);
  const exact = exactAt(target.perturbed(ends.to), options.points);

  test.each([
    // Fourth order, 48 steps: measured 0.002. The normal at σ = 100 lacks as much of 16 dimensions.
    ['rk4', { method: 'rk4', noise: geometric({ ...ends, levels: 49 }) }],
    // Second order: of 500 steps measured 0.008 in 16 dimensions.
    ['heun', { method: 'heun', noise: geometric({ ...ends, levels: 501 }) }],
    ['rk45', { method: 'rk45', noise: geometric({ ...ends, levels: 2 }) }],
  ] as const)('%s is within 0.01 nat', async (_, how) => {
    const few = how.method === 'heun' ? { points: { ...options.points, ...firstRows(options.points, 2) } } : {};
    const { nats, bitsPerDimension, standardErrors } = await logDensity(engine, { ...options, ...how, ...few });
    expect(largestError(nats, exact.slice(0, nats.length))).toBeLessThan(0.01);
    expect(standardErrors).toBeUndefined();
    nats.forEach((value, i) => {
      expect(bitsPerDimension[i]).toBeCloseTo(-value / Math.LN2 / target.dimension, 12);
    });
  });
});

function firstRows({ values, shape: [, dimension] }: Points, count: number): Points {
  return { values: values.slice(0, count * dimension), shape: [count, dimension] };
}

describe('the log density of a Gaussian', () => {
  const gaussian = gaussianMixture({ weights: [1], means: [[1, -2]], deviations: [0.5] });
  const at = points([1, -2, 0.3, -1, 3, 3], 2);
  const exact = exactAt(gaussian.perturbed(0.01), at);
  const noise = geometric({ from: 50, to: 0.01, levels: 80 });

  test('is exact to float32', async () => {
    const { nats, evaluations } = await logDensity(engine, { score: gaussian, points: at, noise });
    // ln p is −58 at the last point, half the square of what 395 roundings to float32 and a solver of fourth order leave.
    expect(largestError(nats, exact)).toBeLessThan(5e-4);
    expect(evaluations).toBe(5 * 79);
  });

  test('by estimates is exact, too: its Jacobian is a multiple of the identity', async () => {
    const { nats, standardErrors } = await logDensity(engine, {
      ...{ score: gaussian, points: at, noise, divergence: { probes: 3 }, seed: 9 },
    });
    expect(largestError(nats, exact)).toBeLessThan(5e-4);
    standardErrors!.forEach((error) => {
      expect(error).toBeLessThan(1e-5);
    });
  });

  test('in other units moves by the logarithms of their scales', async () => {
    // s = −x/(1 + σ²) of a standard normal, by a network without hidden layers at σ = 0.01 … 0.02, in units of columns.
    const transform = { shift: [10, -20], scale: [2, 0.5] };
    const network = mlp({ dimension: 2, hidden: [], output: { edm: 1 } });
    const normal: Model = {
      ...{ kind: 'network', network, noise, parameters: new Float32Array(8) },
      ...{ transform, moments: { mean: [0, 0], deviation: [1, 1] } },
    };
    const own = points([10, -20, 13, -20.2], 2);
    const { nats } = await logDensity(engine, { score: normal, points: own });
    const variance = 1 + 0.01 ** 2;
    const logNormal = (y: readonly number[]) =>
      y.reduce((sum, value) => sum - 0.5 * (value ** 2 / variance + Math.log(2 * Math.PI * variance)), 0);
    const expected = [
      [0, 0],
      [1.5, -0.4],
    ].map((y) => logNormal(y) - Math.log(2) - Math.log(0.5));
    expect(largestError(nats, expected)).toBeLessThan(2e-4);
  });
});

describe("Hutchinson's estimate", () => {
  // s = A·x/σ² − x/σ² of no density: its Jacobian is constant along the flow, so that all is a quadratic form.
  const matrix = [
    [-0.3, 0.2, 0.1],
    [0.05, -0.5, 0.4],
    [-0.2, 0.3, -0.1],
  ];
  const score = customScore({
    dimension: 3,
    cpu: (x, sigma) => matrix.map((row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0) / sigma ** 2),
  });
  const noise = geometric({ from: Math.E, to: 1, levels: 5 });
  const common = { score, noise, points: points(new Float64Array(3 * 1000).fill(0.3), 3) };
  // ∫σ·J dσ = A·∫dσ/σ = A.
  const symmetric = matrix.map((row, i) => row.map((a, j) => (a + matrix[j]![i]!) / 2));
  const square = symmetric.flat().reduce((sum, a) => sum + a * a, 0);
  const diagonal = symmetric.reduce((sum, row, i) => sum + row[i]! ** 2, 0);
  const variance = 2 * (square - diagonal);

  test.each([2, 8])('by %i probes has the mean, the variance and the standard error that it should', async (probes) => {
    const { nats: exact } = await logDensity(engine, { ...common, divergence: 'exact' });
    const { nats, standardErrors } = await logDensity(engine, { ...common, divergence: { probes }, seed: 3 });
    const errors = nats.map((value, i) => value - exact[i]!);
    const mean = errors.reduce((sum, error) => sum + error / 1000, 0);
    const found = errors.reduce((sum, error) => sum + error ** 2 / 1000, 0);
    // Four standard errors of a mean of 1000, and of a variance, whose terms are bounded by a few times the variance.
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / probes / 1000));
    expect(Math.abs(found / (variance / probes) - 1)).toBeLessThan(4 * Math.sqrt(2 / 1000));
    const reported = standardErrors!.reduce((sum, error) => sum + error ** 2 / 1000, 0);
    expect(Math.abs(reported / (variance / probes) - 1)).toBeLessThan(4 * Math.sqrt(2 / 1000));
  });

  test('by one probe has no standard error', async () => {
    const few = { ...common, points: points([1, 2, 3], 3) };
    expect((await logDensity(engine, { ...few, divergence: { probes: 1 } })).standardErrors).toBeUndefined();
  });

  test('is what dimensions above 16 get, and depends on the seed alone', async () => {
    const wide = gaussianMixture({
      weights: [1, 1],
      means: [Array(17).fill(-1), Array(17).fill(1)],
      deviations: [0.5, 0.5],
    });
    const options = {
      score: wide,
      noise: geometric({ from: 20, to: 0.1, levels: 6 }),
      points: wide.sample(9, { seed: 1 }),
    };
    const one = await logDensity(engine, options);
    expect(one.standardErrors).toHaveLength(9);
    expect(await logDensity(engine, { ...options, seed: 0, divergence: { probes: 8 } })).toEqual(one);
    expect((await logDensity(engine, { ...options, seed: 1 })).nats).not.toEqual(one.nats);
    // A point's probes are its own: the part of a set is what it is alone.
    const part = { ...options, points: firstRows(options.points, 5) };
    expect((await logDensity(engine, part)).nats).toEqual(one.nats.slice(0, 5));
  });
});

test('the log density of a combination is that of the product of densities, up to a constant', async () => {
  // The product of N(0, 1) and N(0, 1) is N(0, ½) but for a constant, with noise only where each part is: at one σ no matter.
  const one = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
  const sum = combination([
    { score: one, weight: 0.25 },
    { score: one, weight: 0.75 },
  ]);
  const options = { noise: geometric({ from: 50, to: 0.1, levels: 40 }), points: points([0, 1, 2]) };
  const whole = await logDensity(engine, { score: one, ...options });
  const parts = await logDensity(engine, { score: sum, ...options });
  // The parts are rounded to float32.
  parts.nats.forEach((value, i) => {
    expect(value).toBeCloseTo(whole.nats[i]!, 4);
  });
});

test('of a network by rk4 and rk45 agree', async () => {
  const score = {
    ...modelOf([2, [16, 16], 'silu', { output: { edm: 1 } }]),
    noise: geometric({ from: 20, to: 0.1, levels: 3 }),
  };
  const at = points(
    Float32Array.from({ length: 20 }, (_, i) => Math.sin(i * i)),
    2,
  );
  const [rk4, rk45] = [
    await logDensity(engine, { score, points: at }),
    await logDensity(engine, { score, points: at, method: 'rk45', tolerance: 1e-6 }),
  ];
  expect(largestError(rk4.nats, [...rk45.nats])).toBeLessThan(2e-3);
});

describe('a run', () => {
  const options = {
    score: gaussianMixture({ weights: [1], means: [[0]], deviations: [1] }),
    points: points([0, 1]),
    noise: geometric({ from: 10, to: 0.1, levels: 20 }),
  };

  test.each(['rk4', 'rk45'] as const)('of %s reports how far it is, and ends where it is told to', async (method) => {
    const shares: number[] = [];
    await logDensity(engine, { ...options, method, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = logDensity(engine, {
      ...{ ...options, method, signal: controller.signal },
      onProgress: () => controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });

  test.each<[string, object]>([
    ['noise', { noise: undefined }],
    ['noise.levels', { noise: { levels: [1] } }],
    ['method', { method: 'euler' }],
    ['tolerance', { tolerance: 0 }],
    ['tolerance', { tolerance: 1 }],
    ['divergence', { divergence: 'some' }],
    ['divergence.probes', { divergence: { probes: 0 } }],
    ['divergence.probes', { divergence: { probes: 65 } }],
    ['divergence.probe', { divergence: { probe: 3 } }],
    ['points.shape', { points: points([1, 2], 2) }],
    ['points', { points: undefined }],
    ['seed', { seed: -1 }],
    ['moments.mean', { moments: { mean: [1, 2], deviation: [1] } }],
    ['moments.deviation[0]', { moments: { mean: [1], deviation: [-1] } }],
    ['signal', { signal: 1 }],
    ['onProgress', { onProgress: 1 }],
    ['point', { point: 1 }],
    ['score', { score: undefined }],
  ])('refuses a bad %s', async (argument, bad) => {
    await expect(logDensity(engine, { ...options, ...bad } as never)).rejects.toMatchObject({
      name: 'ArgumentError',
      argument,
    });
  });

  test('refuses an exact divergence in very many dimensions, and a score that blows up', async () => {
    const wide = gaussianMixture({ weights: [1], means: [Array(129).fill(0)], deviations: [1] });
    const many = { ...options, score: wide, points: wide.sample(1, { seed: 0 }), divergence: 'exact' as const };
    await expect(logDensity(engine, many)).rejects.toMatchObject({ argument: 'divergence' });
    const bad = customScore({ dimension: 1, cpu: () => [Number.NaN] });
    await expect(logDensity(engine, { ...options, score: bad })).rejects.toMatchObject({
      name: 'SamplingDivergedError',
    });
    await expect(logDensity(engine, { ...options, score: bad, method: 'rk45' })).rejects.toMatchObject({
      argument: 'score',
    });
  });
});

test('of a network with a context for each point is that of each context alone', async () => {
  const network = mlp({ dimension: 2, hidden: [12], activation: 'silu', output: { edm: 1 }, context: { classes: 2 } });
  const noise = geometric({ from: 10, to: 0.1, levels: 3 });
  const model: Model = { kind: 'network', network, noise, parameters: initialParameters(network, 5) };
  const at = points([0, 1, 0.5, -1, 0.2, 0.3, 1, 1], 2);
  const classes = [0, 1, 1, 0];
  const { nats } = await logDensity(engine, { score: conditional(model, classes), points: at });
  for (const k of [0, 1]) {
    const alone = await logDensity(engine, { score: conditional(model, k), points: at });
    classes.forEach((own, i) => {
      // The one context of all is folded into the biases, which are float32.
      if (own === k) expect(nats[i]).toBeCloseTo(alone.nats[i]!, 4);
      else expect(Math.abs(nats[i]! - alone.nats[i]!)).toBeGreaterThan(1e-3);
    });
  }
  await expect(logDensity(engine, { score: conditional(model, [0, 1]), points: at })).rejects.toMatchObject({
    argument: 'score',
  });
});
