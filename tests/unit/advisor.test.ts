import { describe, expect, test } from 'vitest';
import { advise, bestStep, ratioOfOverlap } from '../../src/advisor.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';

const overlapOf = (dimension: number, ratio: number) => {
  const root = Math.sqrt(2 * dimension);
  return normalCdf(root * (ratio - 1) + 3 * ratio) - normalCdf(root * (ratio - 1) - 3 * ratio);
};

describe('technique 2', () => {
  test.each([5, 16, 64, 784, 3072, 196_608])('in %i dimensions solves its equation', (dimension) => {
    const ratio = ratioOfOverlap(dimension)!;
    expect(overlapOf(dimension, ratio)).toBeCloseTo(0.5, 10);
    // Where the first Φ is 1, the second is ½: √(2d)(γ − 1) = 3γ.
    const root = Math.sqrt(2 * dimension);
    expect(ratio / (root / (root - 3))).toBeCloseTo(1, 4);
  });

  test.each([1, 2, 3, 4])('in %i dimensions has no solution', (dimension) => {
    expect(ratioOfOverlap(dimension)).toBeUndefined();
    for (const ratio of [1.5, 10, 1e4]) expect(overlapOf(dimension, ratio)).toBeGreaterThan(0.99);
  });

  test('has an overlap of 0.567 on the ladders of the paper, to the rounding of L', () => {
    // CIFAR-10, CelebA 64 × 64, FFHQ 256 × 256.
    for (const { dimension, from, levels } of [
      { dimension: 3072, from: 50, levels: 232 },
      { dimension: 12_288, from: 90, levels: 500 },
      { dimension: 196_608, from: 348, levels: 2311 },
    ]) {
      expect(overlapOf(dimension, (from / 0.01) ** (1 / (levels - 1)))).toBeCloseTo(0.567, 2);
      const advice = advise({ dimension, largestDistance: from }, { to: 0.01, overlap: 0.567 });
      // One or two in a thousand: 0.567 has three digits, and L is rounded up.
      expect(Math.abs(advice.levels / levels - 1)).toBeLessThan(0.005);
    }
  });

  test.each([0, 1, -1, Number.NaN])('refuses an overlap of %d', (overlap) => {
    expect(() => ratioOfOverlap(64, overlap)).toThrow(/overlap/);
  });
});

describe('technique 4', () => {
  const cifar = (50 / 0.01) ** (1 / 231);

  test('gives the ε of the paper: 6.2e-6 for CIFAR-10 with T = 5', () => {
    expect(bestStep(cifar, 5).share * 0.01 ** 2).toBeCloseTo(6.2e-6, 7);
  });

  test('gives the ε of the paper: 3.3e-6 for CelebA with T = 5', () => {
    expect(bestStep((90 / 0.01) ** (1 / 499), 5).share * 0.01 ** 2).toBeCloseTo(3.3e-6, 7);
  });

  test('has the variance of the walk itself, step by step, and no ε does better', () => {
    for (const [ratio, steps] of [
      [cifar, 5],
      [1.5, 30],
      [2, 3],
    ] as const) {
      // On N(0, σ²) with σ = 1: x ← x − e·x + √(2e)·z from variance γ².
      const walk = (share: number) => {
        let variance = ratio ** 2;
        for (let t = 0; t < steps; t++) variance = (1 - share) ** 2 * variance + 2 * share;
        return variance;
      };
      const { share, settled } = bestStep(ratio, steps);
      expect(settled).toBeCloseTo(walk(share), 12);
      for (let other = 0.001; other < 1; other += 0.001) expect(walk(other)).toBeGreaterThanOrEqual(settled - 1e-12);
    }
  });
});

describe('advise', () => {
  test('with the numbers of CIFAR-10 gives what the paper has', () => {
    const advice = advise({ dimension: 3072, largestDistance: 50 }, { to: 0.01, overlap: 0.567 });
    expect(advice.from).toBe(50);
    expect(Math.abs(advice.levels - 232)).toBeLessThanOrEqual(1);
    expect(advice.stepsPerLevel).toBe(5);
    expect(advice.epsilon).toBeCloseTo(6.2e-6, 7);
  });

  test('with an overlap of one half: 220 levels', () => {
    // ln 5000/ln(√6144/(√6144 − 3)) = 218.2 ratios, so 219, between 220 levels.
    expect(advise({ dimension: 3072, largestDistance: 50 }, { to: 0.01 }).levels).toBe(220);
  });

  test('takes σ₁ from the two points that are farthest apart', () => {
    const square = points([0, 0, 3, 0, 0, 4, 3, 4, 1, 1], 2);
    const advice = advise(square);
    expect(advice.from).toBe(5);
    expect(advice.to).toBeCloseTo(0.05 / Math.SQRT2, 12);
    expect(advice.reasons.from).toMatch(/largest distance of two of the 5 points/);
  });

  test('finds them wherever they are among the tiles', () => {
    const { values } = targetNamed('two_moons').sample(300, { seed: 1 });
    for (const [a, b] of [
      [0, 299],
      [63, 64],
      [64, 127],
      [298, 299],
    ] as const) {
      const far = points(values, 2);
      far.values.set([100, 0], 2 * a);
      far.values.set([-100, 0], 2 * b);
      expect(advise(far).from).toBe(200);
    }
  });

  test('says that it looked at a subset of many points', () => {
    const target = targetNamed('eight_gaussians');
    const all = advise(target.sample(4096, { seed: 1 }));
    const many = advise(target.sample(20_000, { seed: 1 }));
    expect(many.reasons.from).toMatch(/4096 points drawn from the 20000/);
    // The extremes of 4096 draws of some 20,000 are about as far apart.
    expect(Math.abs(many.from / all.from - 1)).toBeLessThan(0.1);
    expect(advise(target.sample(20_000, { seed: 1 }))).toEqual(many);
  });

  test.each(['tutorial', 'rings', 'hypercube', 'digits_8'])('gives a ladder that works for %s', (name) => {
    const advice = advise(targetNamed(name).sample(500, { seed: 2 }));
    const { levels } = geometric({ from: advice.from, to: advice.to, levels: advice.levels });
    expect(levels).toHaveLength(advice.levels);
    expect(levels[0]! / levels[1]!).toBeCloseTo(advice.ratio, 9);
    expect(advice.ratio).toBeLessThanOrEqual(1.5);
    expect(advice.settled).toBeLessThanOrEqual(1.056);
  });

  test('says where technique 2 has no answer, or one that is too wide', () => {
    expect(advise({ dimension: 2, largestDistance: 8 }).reasons.levels).toMatch(/no answer in 2 dimension/);
    expect(advise({ dimension: 2, largestDistance: 8 })).not.toHaveProperty('overlapRatio');
    expect(advise({ dimension: 8, largestDistance: 8 }).reasons.levels).toMatch(/would allow a ratio of 4\.00/);
    expect(advise({ dimension: 784, largestDistance: 8 }).reasons.levels).toMatch(/overlap by 0\.5/);
  });

  test('says that too few steps leave a level unsettled', () => {
    const advice = advise({ dimension: 2, largestDistance: 8 }, { stepsPerLevel: 3 });
    expect(advice.settled).toBeGreaterThan(1.056);
    expect(advice.reasons.steps).toMatch(/More steps/);
  });

  test('refuses what has no ladder', () => {
    expect(() => advise(points([1, 1, 1]))).toThrow(/data: .* all the same/);
    expect(() => advise({ dimension: 2, largestDistance: 0 })).toThrow(/largestDistance/);
    expect(() => advise({ dimension: 0, largestDistance: 1 })).toThrow(/dimension/);
    expect(() => advise({ dimension: 2, largestDistance: 1 }, { to: 2 })).toThrow(/to: got 2/);
    expect(() => advise({ dimension: 2, largestDistance: 1 }, { stepsPerLevel: 0 })).toThrow(/stepsPerLevel/);
  });
});

test('points of more coordinates than a network takes are refused at once', () => {
  expect(() => advise({ values: new Float32Array(2 * 65_536), shape: [2, 65_536] })).toThrow(
    /data: .*65536 coordinates.*at most 65535/,
  );
  expect(advise({ dimension: 100_000, largestDistance: 1 }).levels).toBeGreaterThan(1);
});
