import { expect, test } from 'vitest';
import { parseSweepArguments } from '../../src/cli/options/sweep.ts';
import { lossesOf, partsOf } from '../../src/cli/sweep/measure.ts';
import { rowsOfContexts } from '../../src/contexts/point_contexts.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { standardisation } from '../../src/transform.ts';

const { signal } = new AbortController();
const request = (...args: string[]) => parseSweepArguments(['--target', 'tutorial', '--out', 'x', ...args], {})!;

/** Draws of N(5000, 2²): to measure them in their own units would go wrong. */
const data = gaussianMixture({ weights: [1], means: [[5000]], deviations: [2] }).sample(8000, { seed: 4 });

/** s(y, σ) = −y/2: in standardised units the exact score at σ = 1, and at no other level. */
const model: Model = {
  kind: 'network',
  network: mlp({ dimension: 1, hidden: [] }),
  noise: geometric({ from: 1, to: 0.5, levels: 2 }),
  parameters: Float32Array.from([-0.5, 0, 0]),
};

test('a model of standardised data is measured in standardised units, at the noise levels of the sweep', async () => {
  const { training, measure } = partsOf({ points: data }, request('--standardise', 'columns', '--sigmas', '1,1,1'));
  expect(training.points.shape).toEqual([7200, 1]);
  expect(measure).toMatchObject({ levels: [1], heldOut: { points: { shape: [800, 1] } } });
  using engine = createCpuEngine();
  const transform = standardisation(training.points, 'columns');
  const losses = await lossesOf(engine, { ...model, transform }, measure, signal);
  // ½·E(σs + ε)² = ½·E((ε − y)/2)² = ¼. Of one row, which takes noise six times, the variance is 1/32 from y and 3/32 from ε.
  const expected = Math.sqrt((1 / 32 + 3 / 32 / 6) / 800);
  // An estimate from 800 rows, whose losses have long tails.
  expect(Math.abs(losses.heldOut.error / expected - 1)).toBeLessThan(0.2);
  expect(Math.abs(losses.heldOut.mean - 0.25)).toBeLessThan(4 * losses.heldOut.error);
  expect(Math.abs(losses.training.mean - 0.25)).toBeLessThan(4 * losses.training.error);
});

test('levels are those advised for the training where none are given, and as many at most as are quickly measured', () => {
  const { measure } = partsOf({ points: data }, request());
  expect(measure.levels.length).toBeLessThanOrEqual(16);
  // The largest distance of two of 7200 normal draws of deviation 2.
  expect(measure.levels[0]).toBeGreaterThan(10);
  expect(measure.levels[0]).toBeLessThan(20);
});

test('of many points a part is measured, and one alone cannot be parted', () => {
  const many = points(Float32Array.from({ length: 200_000 }, (_, i) => i % 1000));
  const { training, measure } = partsOf({ points: many }, request('--holdout', '0.5', '--sigmas', '9,1,3'));
  expect(training.points.shape[0]).toBe(100_000);
  expect([measure.training.points.shape[0], measure.heldOut.points.shape[0]]).toEqual([65_536, 65_536]);
  expect(() => partsOf({ points: points([3]) }, request())).toThrow('--holdout: there is one point alone');
});

test('each point is measured in its own context, and parted from none of them', async () => {
  // Two classes at −10 and 10, each N(·, 1), and the exact score of each at σ = 1: s(x) = (±10 − x)/2.
  const count = 400;
  const classes = Uint32Array.from({ length: count }, (_, i) => ((i * i) % 3) % 2);
  const normal = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] }).sample(count, { seed: 5 });
  const apart = points(Array.from(normal.values, (z, i) => z + (classes[i] === 0 ? -10 : 10)));
  const contexts = { kind: 'classes', name: 'k', labels: ['0', '1'], classes } as const;
  const { training, measure } = partsOf({ points: apart, contexts }, request('--sigmas', '1,1,1'));
  for (const part of [training, measure.training, measure.heldOut])
    expect(rowsOfContexts(part.contexts!).values).toEqual(
      Float64Array.from(part.points.values, (x) => (x < 0 ? 0 : 1)),
    );
  const network = mlp({ dimension: 1, hidden: [], context: { classes: 2 } });
  // Weights of x, σ and the classes, then the bias.
  const exact: Model = { ...model, network, parameters: Float32Array.from([-0.5, 0, -5, 5, 0]) };
  using engine = createCpuEngine();
  const { heldOut } = await lossesOf(engine, exact, measure, signal);
  // ½·E(s + ε)² = ¼ as above; in the context of the other class it would be some 50.
  expect(Math.abs(heldOut.mean - 0.25)).toBeLessThan(4 * heldOut.error);
});

test('a measure ends where it is interrupted', async () => {
  using engine = createCpuEngine();
  const { measure } = partsOf({ points: data }, request('--sigmas', '2,1,2'));
  const reason = new Error('interrupted');
  await expect(lossesOf(engine, model, measure, AbortSignal.abort(reason))).rejects.toBe(reason);
});
