import { describe, expect, test } from 'vitest';
import { requireMemoryToJudge } from '../../src/cli/judge_memory.ts';
import { scoreGrid } from '../../src/diagnostics/index.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { columnRows, directionsFor, judgingBytes, mmdRows } from '../../src/judging/effort.ts';
import { type Goal, noiseInDataUnits, perturbedTarget, targetOf } from '../../src/judging/goal.ts';
import { judge } from '../../src/judging/judge.ts';
import { sharesOf } from '../../src/judging/shares.ts';
import { points } from '../../src/points.ts';

const tutorial: Goal = { target: 'tutorial', dimension: 1 };
const gaussians: Goal = { target: 'eight_gaussians', dimension: 2 };

describe('perfect draws', () => {
  test('on the line are judged to be at the floor', () => {
    const target = perturbedTarget(targetOf(tutorial), 0.5) as Distribution;
    const heard: number[] = [];
    const samples = target.sample(1000, { seed: 1 });
    const { score, ks, w1, slicedW2, mmdSquared, modes, columns, clean } = judge(
      { goal: tutorial, sigma: 0.5, samples, scores: [] },
      (done) => heard.push(done),
    );
    expect(score).toEqual([]);
    expect(heard.at(-1)).toBe(1);
    // In both comparisons, and within each of their works.
    heard.forEach((done, i) => {
      expect(done).toBeGreaterThanOrEqual(heard[i - 1] ?? 0);
      expect(done - (heard[i - 1] ?? 0)).toBeLessThan(0.1);
    });
    // The distribution of √n·KS: 1.95 is exceeded once in a thousand, and the mean is 0.87.
    expect(ks!.value).toBeLessThan(1.95 / Math.sqrt(1000));
    expect(ks!.floor).toBeCloseTo(0.87 / Math.sqrt(1000), 2);
    expect(w1!.value).toBeLessThan(4 * w1!.floor);
    for (const { value, floor, samples } of [slicedW2, mmdSquared!, modes!.largestError, columns.largestKs]) {
      expect(samples).toBe(1000);
      // Four deviations: the eight repeats know the deviation itself to a quarter.
      expect(Math.abs(value - floor.mean)).toBeLessThan(5 * floor.deviation);
    }
    expect(modes!.found).toBe(2);
    expect(modes!.weights).toEqual([0.1, 0.9]);
    // Their noise shows where they are compared with the target itself: a deviation of √1.25 for 1 in each mode.
    expect(clean!.columns.each[0]!.target.iqr).toBeLessThan(columns.each[0]!.target.iqr - 0.1);
    expect(clean!.ks!.value).toBeGreaterThan(ks!.value);
  });

  test('of points in float64 lose no digits', () => {
    const values = Float64Array.from([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75]);
    const goal = { data: { values, shape: [3, 1] } } as unknown as Goal;
    const drawn = targetOf(goal).sample(50, { seed: 3 });
    expect(new Set(drawn.values)).toEqual(new Set(values));
  });

  test('of points are those points, with noise added', () => {
    const goal: Goal = { data: points([0, 0, 10, 0, 0, 20], 2) };
    const drawn = targetOf(goal).sample(3000, { seed: 3 });
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[drawn.values[2 * i]! === 10 ? 1 : drawn.values[2 * i + 1]! === 20 ? 2 : 0]!++;
    // Binomial, of deviation √(3000·⅓·⅔) = 26.
    for (const each of counts) expect(Math.abs(each - 1000)).toBeLessThan(100);
    const noisy = perturbedTarget(targetOf(goal), 0.5).sample(3000, { seed: 3 });
    let square = 0;
    noisy.values.forEach((value, i) => {
      square += (value - drawn.values[i]!) ** 2 / 6000;
    });
    // The variance of 6000 normals has the relative deviation √(2/6000) = 1.8 %.
    expect(Math.abs(square / 0.25 - 1)).toBeLessThan(0.07);
    const { ks, modes, slicedW2, clean } = judge({
      goal,
      sigma: 0.5,
      samples: perturbedTarget(targetOf(goal), 0.5).sample(500, { seed: 9 }),
      scores: [],
    });
    expect({ ks, modes }).toEqual({});
    // The quartiles of a column of two zeros and a 10 or 20 are 0 and the middle of the last step.
    expect(clean!.columns.each.map(({ target }) => target)).toEqual([
      { median: 0, iqr: 5 },
      { median: 0, iqr: 10 },
    ]);
    // Lumps far apart: over sixty pairs of draws the distance is 1.7 ± 0.7, of which eight repeats know the mean to 0.24.
    expect(slicedW2.value).toBeGreaterThan(0.5);
    expect(slicedW2.value).toBeLessThan(3.8);
  });
});

describe('what is wrong is seen', () => {
  test('in samples that lack a mode', () => {
    const all = targetOf(gaussians).sample(2000, { seed: 1 }).values;
    const left: number[] = [];
    for (let i = 0; i < all.length; i += 2) if (all[i]! < 2) left.push(all[i]!, all[i + 1]!);
    const { modes, slicedW2, mmdSquared } = judge({ goal: gaussians, sigma: 0, samples: points(left, 2), scores: [] });
    expect(modes!.found).toBeLessThan(8);
    for (const { value, floor } of [modes!.largestError, slicedW2, mmdSquared!])
      expect(value).toBeGreaterThan(floor.mean + 10 * floor.deviation);
  });

  test('in scores that are half of what they ought to be', () => {
    const samples = points([0, 1, 2], 1);
    const exact = perturbedTarget(targetOf(tutorial), 1) as Distribution;
    const grid = scoreGrid(exact);
    const halved = { values: grid.values.map((x) => 0.5 * exact.score(x)[0]!), shape: grid.shape };
    const { score } = judge({
      goal: tutorial,
      sigma: 1,
      samples,
      scores: [{ sigma: 1, points: grid, scores: halved }],
    });
    expect(score[0]!.rmse).toBeCloseTo(0.5 * score[0]!.exact, 5);

    const plane = (targetOf(gaussians) as Distribution).perturbed(1);
    const where = plane.sample(100, { seed: 1 });
    const none = { values: new Float32Array(200), shape: where.shape };
    const samples2 = points([0, 1, 2, 3], 2);
    const [error] = judge({
      goal: gaussians,
      sigma: 1,
      samples: samples2,
      scores: [{ sigma: 1, points: where, scores: none }],
    }).score;
    expect(error!.rmse).toBeCloseTo(error!.exact, 10);
    expect(error!.exact).toBeGreaterThan(0.1);
  });
});

test('samples that cannot be compared are refused', () => {
  const judged = (values: number[], dimension: number) =>
    judge({
      goal: gaussians,
      sigma: 0,
      samples: { values: Float32Array.from(values), shape: [4 / dimension, dimension] },
      scores: [],
    });
  expect(() => judged([0, 0, 0, 0], 1)).toThrow(/samples\.shape/);
  expect(() => judged([0, 0, 0, Infinity], 2)).toThrow(/samples\.values: got "Infinity in row 1/);
});

describe('data that a mean square cannot judge', () => {
  const normals = (count: number, deviation: number, seed: number) =>
    gaussianMixture({ weights: [1], means: [[0, 0]], deviations: [deviation] }).sample(count, { seed }).values;
  const judged = (data: ArrayLike<number>, samples: ArrayLike<number>, sigma = 0) =>
    judge({ goal: { data: points(data, 2) }, sigma, samples: points(samples, 2), scores: [] });

  test('with one outlier: the columns show what the noise of a coarse model hides', () => {
    const data = [...normals(599, 1, 1), 3000, 0];
    // What a perfect sampler ends with that stops at σ = 30.
    const blurred = judged(data, [...normals(599, 30, 2), 3000, 0], 30);
    const [x, y] = blurred.columns.each;
    for (const { ks } of [x!, y!]) expect(ks.value).toBeLessThan(ks.floor.mean + 5 * ks.floor.deviation);
    // Normals of deviations 1 and 30 differ by Φ(x) − Φ(x/30), which is 0.474 at most.
    for (const { ks } of blurred.clean!.columns.each) {
      expect(ks.value).toBeCloseTo(0.474, 1);
      expect(ks.value).toBeGreaterThan(ks.floor.mean + 10 * ks.floor.deviation);
    }
    const [column] = blurred.clean!.columns.each;
    // Quartiles lie 1.349 deviations apart; those of 600 draws are good to 5 %.
    expect(Math.abs(column!.target.iqr / 1.349 - 1)).toBeLessThan(0.2);
    expect(Math.abs(column!.samples.iqr / (30 * 1.349) - 1)).toBeLessThan(0.2);
    expect(blurred.clean!.slicedW2.farShare).toBeGreaterThan(0.5);
    expect(judged(normals(600, 1, 3), normals(600, 1, 4)).slicedW2.farShare).toBeLessThan(0.4);
  });

  test('with tails of a Cauchy distribution: columns are at their floor, sliced W2 is said to hang on the tails', () => {
    const cauchy = (seed: number) => {
      const [above, below] = [normals(800, 1, seed), normals(800, 1, seed + 1)];
      return above.map((value, i) => value / below[i]!);
    };
    const { columns, slicedW2 } = judged(cauchy(1), cauchy(3));
    for (const { ks, target } of columns.each) {
      // Two sets of the same distribution: √(n/2)·KS exceeds 1.95 once in a thousand.
      expect(ks.value).toBeLessThan(1.95 / Math.sqrt(400));
      // Quartiles are ±1, each with a standard error of 2π·√(3/16/800), and both together within 6 % of 2.
      expect(Math.abs(target.iqr / 2 - 1)).toBeLessThan(0.25);
    }
    expect(slicedW2.farShare).toBeGreaterThan(0.5);
  });

  test('most rows of which are the same, or all', () => {
    const rows = (others: number) => Array.from({ length: 400 }, (_, at) => (at % 2 && at < 2 * others ? 1.5 : 1));
    const few = judged(rows(5), normals(300, 1, 1));
    expect(few.mmdSquared!.value).toBeGreaterThan(0.1);
    const none = judged(rows(0), normals(300, 1, 1));
    expect(none).not.toHaveProperty('mmdSquared');
    // All lie at 1, and Φ(1) = 0.841 of the samples below, with a standard error of 0.02.
    expect(none.columns.each[0]!.ks).toEqual({
      value: expect.closeTo(0.84, 1),
      floor: { mean: 0, deviation: 0 },
      samples: 300,
    });
    expect(none.slicedW2.floor).toEqual({ mean: 0, deviation: 0 });
    expect(none.slicedW2.value).toBeGreaterThan(1);
  });
});

describe('the effort', () => {
  test('goes down where points are many, and counts all of them', () => {
    expect(directionsFor([10_000, 2], undefined)).toBe(256);
    expect(mmdRows([10_000, 2])).toBe(2000);
    expect(mmdRows([10_000, 784])).toBeLessThan(2000);
    expect(directionsFor([1_000_000, 2], undefined)).toBe(32);
    expect(directionsFor([10_000, 2], 10_000_000)).toBe(32);
    expect(directionsFor([1_000_000, 1], undefined)).toBe(1);
    expect(columnRows([100_000, 2])).toBe(100_000);
    expect(columnRows([100_000, 784])).toBeLessThan(100_000);
  });

  test('is refused before it begins where memory is too small for it', () => {
    const goal: Goal = { target: 'two_moons', dimension: 2 };
    const needed = judgingBytes([1_000_000, 2], undefined);
    // Thirteen sets of two float32 numbers and a projection of each, at the least.
    expect(needed).toBeGreaterThan(13 * 1_000_000 * 12);
    expect(() => requireMemoryToJudge(1_000_000, 2, goal, needed)).not.toThrow();
    expect(() => requireMemoryToJudge(1_000_000, 2, goal, needed / 2)).toThrow(
      /^--particles: to judge 1000000 in 2 .* enough for 500000$/,
    );
    const data: Goal = { data: points(new Float32Array(2000), 2) };
    expect(() => requireMemoryToJudge(100, 2, data, 20_000)).toThrow(/enough for 0$/);
  });

  test('is told in one share that grows through all works', () => {
    const heard: number[] = [];
    const { first, second } = sharesOf({ first: 1, none: 0, second: 3 }, (done) => heard.push(done));
    first(0.5);
    first(1);
    second(0.5);
    second(1);
    expect(heard).toEqual([0.125, 0.25, 0.625, 1]);
  });
});

describe('the noise of a model in the units of its data', () => {
  test('is one for all columns where they have one scale', () => {
    expect(noiseInDataUnits(0.5, undefined)).toBe(0.5);
    expect(noiseInDataUnits(0.5, { shift: [9, 9], scale: [4, 4] })).toBe(2);
    expect(noiseInDataUnits(0.5, { shift: [0, 0], scale: [4, 0.2] })).toEqual([2, 0.1]);
  });

  test('is added to each column of a target by its own deviation', () => {
    const clean = targetOf(gaussians);
    const noisy = perturbedTarget(clean, [4, 0.2]).sample(2000, { seed: 5 });
    const squares = [0, 0];
    clean.sample(2000, { seed: 5 }).values.forEach((value, at) => {
      squares[at % 2]! += (noisy.values[at]! - value) ** 2 / 2000;
    });
    // The variance of 2000 normals has the relative deviation √(2/2000) = 3 %.
    expect(Math.abs(squares[0]! / 16 - 1)).toBeLessThan(0.13);
    expect(Math.abs(squares[1]! / 0.04 - 1)).toBeLessThan(0.13);
  });
});
