import { expect, it } from 'vitest';
import { optimalLoss } from '../../src/diagnostics/index.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { denoisingLoss, levelsToMeasure } from '../../src/judging/denoising_loss.ts';
import { geometric } from '../../src/noise.ts';
import type { Float32Points } from '../../src/points.ts';

const ladder = geometric({ from: 4, to: 0.1, levels: 6 });

const mixture = gaussianMixture({ weights: [0.3, 0.7], means: [[-2], [1]], deviations: [0.5, 1] });

const exact = async ({ values, shape }: Float32Points, sigma: number): Promise<Float32Points> => {
  const perturbed = mixture.perturbed(sigma);
  return { values: Float32Array.from(values, (x) => perturbed.score(x)[0]!), shape };
};

it('of the exact score is the least that there is', async () => {
  const rows = mixture.sample(4000, { seed: 1 });
  const { mean, error } = await denoisingLoss(exact, rows, ladder.levels);
  expect(error).toBeLessThan(0.01);
  // An unbiased mean lies within four standard errors of its expectation.
  expect(Math.abs(mean - optimalLoss(mixture, ladder))).toBeLessThan(4 * error);
});

it('of a score that is wrong by e is larger by ½σ²e², on the same noise and so with little error', async () => {
  const rows = mixture.sample(4000, { seed: 1 });
  const wrong = async (points: Float32Points, sigma: number): Promise<Float32Points> => {
    const { values, shape } = await exact(points, sigma);
    return { values: values.map((score) => score + 0.2 / sigma), shape };
  };
  const right = await denoisingLoss(exact, rows, ladder.levels);
  const difference = (await denoisingLoss(wrong, rows, ladder.levels)).mean - right.mean;
  // Beyond ½·0.2² there is 0.2·(σs + ε), a mean of 0 whose variance is that of 24 000 terms of at most 1.
  expect(Math.abs(difference - 0.02)).toBeLessThan((4 * 0.2) / Math.sqrt(24_000));
});

it('of silence is d/2, also of a few rows, which take noise many times', async () => {
  const rows: Float32Points = { values: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]), shape: [3, 3] };
  const silence = async ({ values, shape }: Float32Points) => ({ values: new Float32Array(values.length), shape });
  const { mean } = await denoisingLoss(silence, rows, ladder.levels);
  // ½·χ² of 3 degrees has the variance 3/2; there are at least 4096 noisy rows at 6 levels.
  expect(Math.abs(mean - 1.5)).toBeLessThan(4 * Math.sqrt(1.5 / (4096 * 6)));
});

it('is measured at the levels of a short ladder, and at 16 over the range of a long one', () => {
  expect(levelsToMeasure(ladder)).toBe(ladder.levels);
  const levels = levelsToMeasure(geometric({ from: 50, to: 0.01, levels: 232 }));
  expect(levels).toHaveLength(16);
  expect([levels[0], levels[15]]).toEqual([50, 0.01]);
});
