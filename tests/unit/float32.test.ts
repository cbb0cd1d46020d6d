import { describe, expect, test } from 'vitest';
import { outputOf } from '../../src/conditioning.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { ArgumentError, float32, requireFloat32 } from '../../src/errors.ts';
import { cosine, learningRateOf, warmup } from '../../src/learning_rate.ts';
import { mlp } from '../../src/network.ts';
import { geometric, noise } from '../../src/noise.ts';
import { adam } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import { constant, proportional } from '../../src/samplers/index.ts';
import { deviationOf } from '../../src/spread.ts';
import { trainingSettings } from '../../src/training_settings.ts';

type Door = readonly [argument: string, give: (value: number) => unknown, least: number, most: number];

const { least, most } = float32;
const mixture = (mean: number, deviation: number, weight = 1) =>
  gaussianMixture({ weights: [weight], means: [[mean]], deviations: [deviation] });
const logNormal = (mean: number, deviation: number) =>
  trainingSettings({ noisePerRow: { logNormal: { mean, deviation } } });

/** Every number that ends up in float32, with the least and the most that are allowed. */
const doors: readonly Door[] = [
  ['weighting', (weighting) => trainingSettings({ weighting }), -32, 32],
  ['noisePerRow.logNormal', (mean) => logNormal(mean, 1), -34, 34],
  ['noisePerRow.logNormal', (deviation) => logNormal(0, deviation), least, 5.9],
  ['optimizer.epsilon', (epsilon) => adam({ epsilon }), 4e-37, most],
  ['optimizer.epsilon', (epsilon) => adam({ epsilon, beta2: 0 }), least, most],
  ['optimizer.weightDecay', (weightDecay) => adam({ weightDecay }), 0, most],
  ['optimizer.clip', (clip) => adam({ clip }), least, most],
  ['optimizer.learningRate', learningRateOf, least, most],
  ['optimizer.learningRate.rate', (rate) => warmup({ rate }), least, most],
  ['optimizer.learningRate.from', (from) => cosine({ from, steps: 9 }), least, most],
  ['output.edm', (edm) => outputOf('output', { edm }), 1e-18, 1e18],
  ['network.output.edm', (edm) => mlp({ dimension: 1, hidden: [4], output: { edm } }), 1e-18, 1e18],
  ['weights[0]', (weight) => mixture(0, 1, weight), least, most],
  ['means[0]', (mean) => mixture(mean, 1), -1e18, 1e18],
  ['deviations[0]', (deviation) => mixture(0, deviation), 1e-18, 1e18],
  ['noise.from', (from) => geometric({ from, to: from, levels: 1 }), least, most],
  ['levels.levels[0]', (sigma) => noise([sigma]), least, most],
  ['method.size', (size) => constant({ size }), least, most],
  ['method.size.epsilon', (epsilon) => proportional({ epsilon }), least, most],
];

describe.each(doors)('%s (%#)', (argument, give, lowest, highest) => {
  test('takes what float32 holds', () => {
    for (const value of [lowest, highest]) expect(() => give(value), String(value)).not.toThrow();
  });

  test.each([1e39, -1e39, 1e-44, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, '1' as never])(
    'refuses %s, naming itself, or takes it where it is in range',
    (value) => {
      if (value >= lowest && value <= highest && typeof value === 'number') return;
      // Infinity stands for no clipping.
      if (argument === 'optimizer.clip' && value === Number.POSITIVE_INFINITY) return;
      const refusal = refusalOf(() => give(value));
      expect(refusal.argument.startsWith(argument), refusal.message).toBe(true);
    },
  );
});

function refusalOf(work: () => unknown): ArgumentError {
  try {
    work();
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('not refused');
}

test('a refusal says what is allowed', () => {
  expect(() => requireFloat32('x', 1e39)).toThrow(
    'x: got 1e+39, but it must be a number from -3.4028235e+38 to 3.4028235e+38',
  );
  expect(() => adam({ learningRate: 1e-44 })).toThrow(
    'from 1.1754944e-38 to 3.4028235e+38, since it is kept in float32',
  );
  // Rounded to the nearest, that is the largest itself.
  expect(() => requireFloat32('x', 3.4028235e38)).not.toThrow();
});

test('data of a scale whose square float32 does not hold are to be standardised for the form edm', () => {
  const data = points([-2e30, 2e30, 1e30]);
  const train = (edm: number, standardise?: 'columns') =>
    planTraining({
      ...{ data, noise: noise([2, 1]), ...(standardise && { standardise }) },
      network: mlp({ dimension: 1, hidden: [8], output: { edm } }),
    });
  const refusal = refusalOf(() => train(deviationOf(data)));
  expect(refusal.argument).toBe('network.output.edm');
  expect(refusal.message).toContain("Standardise the data: --standardise columns, or standardise: 'columns'.");
  expect(() => train(1, 'columns')).not.toThrow();
});
