import { describe, expect, test } from 'vitest';
import { scoreGrid } from '../../src/diagnostics/index.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { type Goal, noiseInDataUnits, perturbedTarget, targetOf } from '../../src/judging/goal.ts';
import { judge } from '../../src/judging/judge.ts';
import { points } from '../../src/points.ts';

const tutorial: Goal = { target: 'tutorial', dimension: 1 };
const gaussians: Goal = { target: 'eight_gaussians', dimension: 2 };

describe('perfect draws', () => {
  test('on the line are judged to be at the floor', () => {
    const target = perturbedTarget(targetOf(tutorial), 0.5) as Distribution;
    const heard: number[] = [];
    const samples = target.sample(1000, { seed: 1 });
    const { score, ks, w1, slicedW2, mmdSquared, modes } = judge(
      { goal: tutorial, sigma: 0.5, samples, scores: [] },
      (done) => heard.push(done),
    );
    expect(score).toEqual([]);
    expect(heard.at(-1)).toBe(1);
    // The distribution of √n·KS: 1.95 is exceeded once in a thousand, and the mean is 0.87.
    expect(ks!.value).toBeLessThan(1.95 / Math.sqrt(1000));
    expect(ks!.floor).toBeCloseTo(0.87 / Math.sqrt(1000), 2);
    expect(w1!.value).toBeLessThan(4 * w1!.floor);
    for (const { value, floor, samples } of [slicedW2, mmdSquared, modes!.largestError]) {
      expect(samples).toBe(1000);
      // Four deviations: the eight repeats know the deviation itself to a quarter.
      expect(Math.abs(value - floor.mean)).toBeLessThan(5 * floor.deviation);
    }
    expect(modes!.found).toBe(2);
    expect(modes!.weights).toEqual([0.1, 0.9]);
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
    const { ks, modes, slicedW2 } = judge({
      goal,
      sigma: 0.5,
      samples: perturbedTarget(targetOf(goal), 0.5).sample(500, { seed: 9 }),
      scores: [],
    });
    expect({ ks, modes }).toEqual({});
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
    for (const { value, floor } of [modes!.largestError, slicedW2, mmdSquared])
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
