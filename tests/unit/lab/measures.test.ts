import { describe, expect, test } from 'vitest';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { apart, countsIn, scaledTo, sharesIn, total, within } from '../../../demo/lab/worker/judging/cells.ts';
import { createJudge } from '../../../demo/lab/worker/judging/measures.ts';
import { modesOf, widest } from '../../../demo/lab/worker/judging/modes.ts';
import { mostSamples, perfectTarget } from '../../../demo/lab/worker/judging/reference.ts';
import { spreadOf } from '../../../demo/lab/worker/judging/spread.ts';
import {
  eightGaussians,
  gaussianMixture,
  points,
  tutorialTarget,
  twentyFiveGaussians,
  twoMoons,
} from '../../../src/index.ts';

const settingsOf = (some: Partial<Settings>): Settings => ({ ...defaults, points: 2000, ...some });

describe('createJudge', () => {
  test('measures, counts and weighs in one dimension', () => {
    const settings = settingsOf({ source: 'tutorial' });
    const samples = tutorialTarget().sample(5000, { seed: 4 });
    const judged = createJudge(problemOf(settings, undefined)).measuresOf({
      settings,
      samples,
      end: 0,
      control: undefined,
    });
    expect(judged.measures.map(({ name }) => name)).toEqual(['KS', 'W1']);
    // The mean of √n·KS of perfect draws is 0.8687 and its deviation 0.26: over eight sets, a standard error of 0.09.
    const floor = judged.measures[0]!.floor * Math.sqrt(4096);
    expect(Math.abs(floor - 0.8687)).toBeLessThan(0.36);
    expect(judged.weights.map(({ expected }) => expected)).toEqual([0.1, 0.9]);
    // √(0.1·0.9/5000)
    for (const { error } of judged.weights) expect(error).toBeCloseTo(0.004243, 6);
    for (const { found, expected, error } of judged.weights) expect(Math.abs(found - expected)).toBeLessThan(4 * error);
    expect(judged.side).toBe(80);
    expect(judged.found).toHaveLength(80);
    expect(total(judged.expected)).toBeCloseTo(total(judged.found), 1);
  });

  test('in the plane compares with data that have as much noise', () => {
    const settings = settingsOf({ source: 'two_moons' });
    const judge = createJudge(problemOf(settings, undefined));
    const samples = twoMoons().perturbed(0.5).sample(4096, { seed: 4 });
    const judged = (end: number) => judge.measuresOf({ settings, samples, end, control: undefined });
    const [right, wrong] = [judged(0.5), judged(0)].map(({ measures: [sliced] }) => sliced!) as [
      ReturnType<typeof judged>['measures'][0],
      ReturnType<typeof judged>['measures'][0],
    ];
    expect(right.name).toBe('sliced W2');
    expect(right.value).toBeLessThan(right.floor + 4 * right.floorDeviation);
    // The root of 0.2² + 0.5² is some 0.15 wider than the moons along any axis, their floor is 0.03.
    expect(wrong.value).toBeGreaterThan(3 * wrong.floor);
    expect(judged(0.5).weights).toEqual([]);
    expect(judged(0.5).found).toHaveLength(64 ** 2);
  });

  test('holds samples whose noise goes beyond the figures against draws within them', () => {
    const settings = settingsOf({ source: 'tutorial' });
    const samples = tutorialTarget().perturbed(3).sample(8192, { seed: 4 });
    const { words } = createJudge(problemOf(settings, undefined)).measuresOf({
      ...{ settings, samples, end: 3, control: undefined },
    });
    expect(words.join(' ')).not.toMatch(/too (narrow|wide)/);
  });

  test('takes samples of which there are few, and data of a few rows', () => {
    const settings = settingsOf({ source: 'file' });
    for (const rows of [
      [1, 2],
      [1, 2, 3, 4, 5, 6],
    ]) {
      const problem = problemOf(settings, { points: points(rows, 2), names: undefined });
      const judged = createJudge(problem).measuresOf({
        settings,
        samples: points([0, 0], 2),
        end: 0,
        control: undefined,
      });
      expect(judged.measures.every(({ value }) => Number.isFinite(value))).toBe(true);
      expect(judged.words.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe('two halves of a file', () => {
  test('are apart by the share of their rows in other cells', () => {
    expect(apart(Float32Array.of(3, 1), Float32Array.of(1, 1))).toBeCloseTo(0.25, 6);
    expect(apart(Float32Array.of(1, 0), Float32Array.of(0, 7))).toBe(1);
  });

  test('stand beside the samples, where other data have a chance in closed form', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [i % 2, 0]).flat();
    const judged = (settings: Settings, data: ReturnType<typeof points> | undefined) =>
      createJudge(problemOf(settings, data && { points: data, names: undefined })).measuresOf({
        ...{ settings, samples: points(rows, 2), end: 0, control: undefined },
      });
    // Of two places with 200 rows each a half of 200 has 100 ± 7 in the first, and the other half the rest.
    expect(judged(settingsOf({ source: 'file' }), points(rows, 2)).apart).toBeLessThan(0.2);
    expect(judged(settingsOf({ source: 'two_moons' }), undefined).apart).toBeUndefined();
  });
});

describe('perfect samples of a file', () => {
  const rows = Float64Array.from({ length: 101 }, (_, i) => i);
  const problem = problemOf(settingsOf({ source: 'file', columnY: -1 }), { points: points(rows), names: undefined });

  test('are halves that have no row in common, the same for the same seed', () => {
    const target = perfectTarget(problem, 0);
    expect(mostSamples(problem)).toBe(50);
    const [one, other] = [4, 5].map((seed) => [...target.sample(50, { seed }).values]);
    expect(new Set([...one!, ...other!]).size).toBe(100);
    expect([...target.sample(50, { seed: 4 }).values]).toEqual(one);
    expect([...target.sample(50, { seed: 6 }).values]).not.toEqual(one);
    // The mean of half the numbers to 100 deviates by 29/√50 · √½ = 3 from 50.
    expect(Math.abs(one!.reduce((sum, value) => sum + value, 0) / 50 - 50)).toBeLessThan(12);
  });

  test('have noise added that is independent of them', () => {
    const pinwheel = problemOf(settingsOf({ source: 'pinwheel' }), undefined);
    const [plain, noisy] = [0, 0.5].map((end) => perfectTarget(pinwheel, end).sample(10_000, { seed: 3 }).values) as [
      Float32Array,
      Float32Array,
    ];
    const added = noisy.map((value, i) => value - plain[i]!);
    const mean = (at: (i: number) => number) => plain.reduce((sum, _, i) => sum + at(i) / plain.length, 0);
    // Four standard errors of a mean of 20,000 squares of deviation √2·0.25, and of products of deviation 0.5 or so.
    expect(Math.abs(mean((i) => added[i]! ** 2) - 0.25)).toBeLessThan(0.01);
    expect(Math.abs(mean((i) => added[i]! * plain[i]!))).toBeLessThan(0.03);
  });
});

describe('cells', () => {
  const extent = [
    [-4, 4],
    [-4, 4],
  ] as const;

  test('count points, x fastest and y upwards, and leave out those outside', () => {
    const counts = countsIn(points([-3.99, -3.99, 3.99, -3.99, -3.99, 3.99, 4.01, 0, 0, -4.01], 2), extent);
    expect([counts[0], counts[63], counts[64 * 63], total(counts)]).toEqual([1, 1, 1, 3]);
  });

  test('know which points are within', () => {
    expect(within(points([0, 0, 5, 0, 0, -5, -4, 3], 2), extent)).toEqual(points([0, 0, -4, 3], 2));
    expect(within(points([9, 9], 2), extent).shape).toEqual([0, 2]);
  });

  test('have the exact share of a mixture', () => {
    const count = 100_000;
    const shares = sharesIn(eightGaussians(), extent);
    const found = countsIn(eightGaussians().sample(count, { seed: 3 }), extent);
    // The sum of (n − Np)²/Np over cells of a few counts or more is about their number.
    let [sum, cells] = [0, 0];
    for (const [i, share] of shares.entries()) {
      if (share * count < 5) continue;
      sum += (found[i]! - share * count) ** 2 / (share * count);
      cells++;
    }
    expect(cells).toBeGreaterThan(500);
    expect(Math.abs(sum - cells)).toBeLessThan(4 * Math.sqrt(2 * cells));
    expect(total(scaledTo(found, shares))).toBeCloseTo(total(found), -1);
  });
});

describe('modesOf', () => {
  const namesOf = (mixture: Parameters<typeof modesOf>[0]): string[] => modesOf(mixture).map(({ name }) => name);

  test('names them by where they lie, if that tells them apart', () => {
    expect(namesOf(tutorialTarget())).toEqual(['the left mode', 'the right mode']);
    expect(namesOf(eightGaussians())).toEqual(
      ['right', 'top right', 'top', 'top left', 'left', 'bottom left', 'bottom', 'bottom right'].map(
        (side) => `the ${side} mode`,
      ),
    );
    expect(namesOf(twentyFiveGaussians()).slice(0, 3)).toEqual([
      'the mode at (−1.4, −1.4)',
      'the mode at (−1.4, −0.7)',
      'the mode at (−1.4, 0)',
    ]);
  });

  test('takes components that overlap for one', () => {
    const mixture = gaussianMixture({
      weights: [1, 1, 2],
      means: [
        [0, 0],
        [5, 0],
        [0.5, 0],
      ],
      deviations: [0.5, 0.5, 0.5],
    });
    const modes = modesOf(mixture);
    expect(modes.map(({ components, weight }) => ({ components, weight }))).toEqual([
      { components: [0, 2], weight: 0.75 },
      { components: [1], weight: 0.25 },
    ]);
    // From (0·1 + 0.5·2)/3 to 5.
    expect(modes[0]!.nearest).toBeCloseTo(14 / 3, 12);
    expect(widest(modes)).toBeCloseTo(14 / 3, 12);
    expect(modesOf(gaussianMixture({ weights: [1, 1], means: [[0], [1]], deviations: [1, 1] }))).toEqual([]);
  });
});

test('spreadOf draws of a mixture is its dimension, though components overlap', () => {
  for (const mixture of [tutorialTarget().perturbed(2), twoMoons().mixture, eightGaussians()]) {
    const { mean, standardError, stray } = spreadOf(mixture, mixture.sample(4000, { seed: 8 }));
    expect(Math.abs(mean - mixture.dimension)).toBeLessThan(4 * standardError);
    expect(stray).toEqual({ share: 0, count: 1024 });
  }
});
