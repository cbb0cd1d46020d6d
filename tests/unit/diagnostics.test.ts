import { describe, expect, test } from 'vitest';
import {
  densityFromScore,
  excessLoss,
  fisherInformation,
  floor,
  kolmogorovSmirnov,
  kolmogorovSmirnovOfSets,
  optimalLoss,
  positiveFraction,
  scoreGrid,
  scoreRmse,
  wasserstein1,
} from '../../src/diagnostics/index.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { geometric } from '../../src/noise.ts';

const target = tutorialTarget();
const standard = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
const ladder = geometric({ from: 2, to: 0.5, levels: 16 });

describe('densityFromScore', () => {
  const xs = Float64Array.from({ length: 200 }, (_, i) => -10 + (20 * i) / 199);
  const spacing = 20 / 199;

  test('recovers the density on the grid of the tutorial', () => {
    const density = densityFromScore(
      xs.map((x) => target.score(x)[0]!),
      spacing,
    );
    // The running sum takes the score at the right end of each cell: half a cell, about 0.05, times a slope of p of up to 0.22.
    density.forEach((value, i) => expect(Math.abs(value - target.pdf(xs[i]!))).toBeLessThan(0.015));
    expect(density.reduce((sum, value) => sum + value, 0) * spacing).toBeCloseTo(1, 12);
  });

  test('does not overflow on a score that does not fall', () => {
    const density = densityFromScore(new Float64Array(200).fill(1e4), spacing);
    expect(density.every(Number.isFinite)).toBe(true);
  });
});

test('kolmogorovSmirnovOfSets is the largest difference of both step functions, at ties too', () => {
  const byDefinition = (a: readonly number[], b: readonly number[]): number => {
    const below = (set: readonly number[], x: number) => set.filter((value) => value <= x).length / set.length;
    return Math.max(...[...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x))));
  };
  const sets = [[1], [1, 1, 1], [0, 1, 1, 2], [1, 2, 3, 4, 5], [-1, 0, 0, 0, 7], [8, 9]];
  for (const a of sets) {
    for (const b of sets) expect(kolmogorovSmirnovOfSets(a, b)).toBeCloseTo(byDefinition(a, b), 15);
  }
});

describe('kolmogorovSmirnov', () => {
  test('of one sample at the median is one half', () => {
    expect(kolmogorovSmirnov([0], standard.cdf)).toBe(0.5);
  });

  test('of samples at the centres of equal parts is half a part', () => {
    const uniform = (x: number) => Math.min(1, Math.max(0, x));
    expect(kolmogorovSmirnov([0.875, 0.125, 0.625, 0.375], uniform)).toBeCloseTo(0.125, 15);
  });

  test.each([[[]], [[1, Number.NaN]], [[-Infinity, 0]]])('refuses %j', (samples) => {
    expect(() => kolmogorovSmirnov(samples, standard.cdf)).toThrow(/samples/);
  });
});

describe('wasserstein1', () => {
  test('of one sample is its mean distance', () => {
    // E|X| = √(2/π), and E|X − a| = 2φ(a) + a(2Φ(a) − 1).
    expect(wasserstein1([0], standard)).toBeCloseTo(Math.sqrt(2 / Math.PI), 6);
    const a = 1.5;
    const exact = 2 * standard.pdf(a) + a * (2 * standard.cdf(a) - 1);
    expect(wasserstein1([a], standard)).toBeCloseTo(exact, 6);
  });

  test('of samples far away is the distance of the means', () => {
    expect(wasserstein1([100, 102], standard)).toBeCloseTo(101, 6);
    expect(wasserstein1([-50], target)).toBeCloseTo(52.4, 6);
  });

  test('sees p and p_0.5 0.093 apart', () => {
    const draws = target.perturbed(0.5).sample(200_000, { seed: 3 }).values;
    // 200,000 draws are 0.005 away from their own distribution.
    expect(Math.abs(wasserstein1(draws, target) - 0.093)).toBeLessThan(0.01);
  });
});

test('floor gives what perfect draws show', () => {
  const few = floor(target, 256);
  // 0.056 and 0.148 by the tutorial notes; the mean of 32 sets of a quantity whose spread is about a third (KS) or a
  // half (W1) of itself: four standard errors are a quarter and a third.
  expect(Math.abs(few.ks / 0.055 - 1)).toBeLessThan(0.25);
  expect(Math.abs(few.w1 / 0.148 - 1)).toBeLessThan(0.35);
  const many = floor(target, 10_000);
  expect(Math.abs(many.ks / 0.0086 - 1)).toBeLessThan(0.25);
  expect(Math.abs(many.w1 / 0.022 - 1)).toBeLessThan(0.4);
});

describe('scoreRmse', () => {
  const { values: xs } = scoreGrid(target);

  test('of the exact score is 0', () => {
    expect(
      scoreRmse(
        target,
        xs,
        xs.map((x) => target.score(x)[0]!),
      ),
    ).toBeLessThan(1e-6);
  });

  test('of a shifted score is the shift', () => {
    expect(
      scoreRmse(
        target,
        xs,
        xs.map((x) => target.score(x)[0]! + 0.25),
      ),
    ).toBeCloseTo(0.25, 6);
  });

  test('of a zero score is the root of the Fisher information', () => {
    expect(scoreRmse(target, xs, new Float64Array(xs.length)) ** 2).toBeCloseTo(fisherInformation(target), 6);
  });

  test('refuses scores of another length', () => {
    expect(() => scoreRmse(target, xs, [1, 2])).toThrow(/scores/);
  });
});

describe('optimalLoss', () => {
  test('of the tutorial is 0.2902, from 0.195 at σ = 2 to 0.405 at σ = 0.5', () => {
    expect(optimalLoss(target, ladder)).toBeCloseTo(0.2902, 4);
    expect(optimalLoss(target, { levels: [2] })).toBeCloseTo(0.195, 3);
    expect(optimalLoss(target, { levels: [0.5] })).toBeCloseTo(0.405, 3);
  });

  test('of one normal is 1/(2(1 + σ²))', () => {
    expect(optimalLoss(standard, { levels: [3] })).toBeCloseTo(1 / 20, 10);
  });
});

test('excessLoss of half the exact score of one normal is a quarter of what the score gains', () => {
  // At s = c·s* the loss is ½E(σs + ε)² = ½(1 − (2c − c²)·σ²·I), as E(ε·σs*) = −σ²·I: above its least by ½(1 − c)²·σ²·I.
  const levels = [2, 0.5];
  const errors = levels.map((sigma) => 0.5 * Math.sqrt(fisherInformation(standard.perturbed(sigma))));
  const gains = levels.map((sigma) => 0.5 - optimalLoss(standard, { levels: [sigma] }));
  expect(excessLoss({ levels }, errors)).toBeCloseTo((gains[0]! + gains[1]!) / 8, 12);
  expect(() => excessLoss({ levels }, [0.1])).toThrow(expect.objectContaining({ argument: 'errors' }));
});

test('fisherInformation of a normal is 1/s², wherever it lies', () => {
  const far = gaussianMixture({ weights: [1], means: [[1e4]], deviations: [0.5] });
  expect(fisherInformation(far)).toBeCloseTo(4, 8);
});

test('positiveFraction', () => {
  expect(positiveFraction([-1, 0, 2, 3])).toBe(0.5);
});
