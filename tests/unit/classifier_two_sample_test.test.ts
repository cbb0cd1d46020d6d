import { expect, test, vi } from 'vitest';
import { shuffle } from '../../src/diagnostics/classifier/shuffle.ts';
import { classifierTwoSampleTest } from '../../src/diagnostics/index.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';
import { type Points, points } from '../../src/points.ts';
import { keyOf } from '../../src/random.ts';

/** Draws of a unit normal, shifted along the first coordinate. */
const normals = (count: number, dimension: number, { seed, shift = 0 }: { seed: number; shift?: number }) =>
  gaussianMixture({ weights: [1], means: [[shift, ...new Array(dimension - 1).fill(0)]], deviations: [1] }).sample(
    count,
    { seed },
  );

// Small networks, so that the tests are quick.
const hidden = [10, 10];

test.each([1, 2, 10])('sets of the same distribution in %i dimension(s) cannot be told apart', async (dimension) => {
  const count = 300;
  const { accuracy, deviation, folds } = await classifierTwoSampleTest(
    normals(count, dimension, { seed: 1 }),
    normals(count, dimension, { seed: 2 }),
    { hidden },
  );
  expect(deviation).toBeCloseTo(0.5 / Math.sqrt(2 * count), 15);
  expect(folds).toHaveLength(5);
  // Four deviations, and a tenth more: folds that train on the same points err together (1.1 over 150 pairs of sets).
  expect(Math.abs(accuracy - 0.5)).toBeLessThan(4.4 * deviation);
});

test.each([
  [1, 1],
  [2, 2],
  [10, 2],
])(
  'unit normals in %i dimension(s) at distance %i are told apart by Φ(δ/2) of the points',
  async (dimension, shift) => {
    const count = 500;
    const { accuracy } = await classifierTwoSampleTest(
      normals(count, dimension, { seed: 1, shift }),
      normals(count, dimension, { seed: 2 }),
      { hidden },
    );
    const best = normalCdf(shift / 2);
    const error = Math.sqrt((best * (1 - best)) / (2 * count));
    // No classifier is better but by chance, and this one was at most 0.015 worse with twice as many points.
    expect(accuracy).toBeLessThan(best + 4 * error);
    expect(accuracy).toBeGreaterThan(best - 4 * error - 0.02);
  },
);

test('a difference in width alone is found', async () => {
  const count = 500;
  const { accuracy } = await classifierTwoSampleTest(
    { ...normals(count, 1, { seed: 1 }), values: normals(count, 1, { seed: 1 }).values.map((x) => 4 * x) },
    normals(count, 1, { seed: 2 }),
  );
  // N(0, 1) is the denser within ±b, b² = 2·ln 4/(1 − 1/16), and N(0, 16) beyond.
  const bound = Math.sqrt((2 * Math.log(4)) / (1 - 1 / 16));
  const best = 0.5 + (normalCdf(bound) - normalCdf(bound / 4));
  const error = Math.sqrt((best * (1 - best)) / (2 * count));
  expect(accuracy).toBeLessThan(best + 4 * error);
  expect(accuracy).toBeGreaterThan(best - 4 * error - 0.02);
});

test('does not depend on units', async () => {
  const scaled = ({ values, shape }: Points): Points => ({
    values: Float64Array.from(values, (value, at) => (at % 2 === 0 ? 2 ** 400 * value : value)),
    shape,
  });
  const [x, y] = [normals(200, 2, { seed: 1, shift: 1 }), normals(200, 2, { seed: 2 })];
  expect((await classifierTwoSampleTest(scaled(x), scaled(y))).folds).toEqual(
    (await classifierTwoSampleTest(x, y)).folds,
  );
});

test('is the same again, and another for another seed', async () => {
  const [x, y] = [normals(100, 1, { seed: 1, shift: 1 }), normals(100, 1, { seed: 2 })];
  const first = await classifierTwoSampleTest(x, y);
  expect(await classifierTwoSampleTest(x, y, { seed: 0 })).toEqual(first);
  expect((await classifierTwoSampleTest(x, y, { seed: 1 })).folds).not.toEqual(first.folds);
});

test('constant columns and points far out are told apart', async () => {
  const constant = points(new Array(50).fill(3));
  expect((await classifierTwoSampleTest(points(new Array(50).fill(-1e150)), constant)).accuracy).toBe(1);
  expect((await classifierTwoSampleTest(constant, constant)).accuracy).toBe(0.5);
});

test('reports each fold, and ends when it is told to', async () => {
  const [x, y] = [normals(100, 1, { seed: 1 }), normals(100, 1, { seed: 2 })];
  const report = vi.fn();
  await classifierTwoSampleTest(x, y, { folds: 4, report });
  expect(report.mock.calls).toEqual([[0.25], [0.5], [0.75], [1]]);
  const stop = new AbortController();
  const larger = classifierTwoSampleTest(normals(50_000, 5, { seed: 1 }), normals(50_000, 5, { seed: 2 }), {
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(new Error('enough')), 20);
  await expect(larger).rejects.toThrow('enough');
});

test('refuses what cannot be compared', async () => {
  const x = normals(10, 2, { seed: 1 });
  await expect(classifierTwoSampleTest(x, normals(9, 2, { seed: 2 }))).rejects.toThrow(/reference\.shape: .*\[10, 2\]/);
  await expect(classifierTwoSampleTest(x, normals(10, 3, { seed: 2 }))).rejects.toThrow(/reference\.shape/);
  await expect(classifierTwoSampleTest(x, x, { folds: 11 })).rejects.toThrow(/samples\.shape: .* at least 11/);
  await expect(classifierTwoSampleTest(x, x, { hidden: [0] })).rejects.toThrow(/hidden\[0\]/);
});

test('shuffle puts every row at every place equally often', () => {
  const counts = new Float64Array(25);
  const times = 5000;
  for (let step = 0; step < times; step++) {
    const rows = Uint32Array.from([0, 1, 2, 3, 4]);
    shuffle(rows, { block: 1, step }, keyOf(7));
    expect(new Set(rows).size).toBe(5);
    rows.forEach((row, place) => {
      counts[5 * row + place]!++;
    });
  }
  // Five standard errors of a share of a fifth.
  for (const count of counts) expect(Math.abs(count / times - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / times));
});
