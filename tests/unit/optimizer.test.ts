import { describe, expect, test } from 'vitest';
import { averagingOf, wantsAverage } from '../../src/averaging.ts';
import { adamStep, averageStep, clipFactor, type WideState } from '../../src/engines/cpu/adam.ts';
import { cosine } from '../../src/learning_rate.ts';
import { type Adam, adam, adamW, stepScalars } from '../../src/optimizer.ts';

test.each([
  ['optimizer.learningRate', { learningRate: 0 }],
  ['optimizer.learningRate', { learningRate: Number.NaN }],
  ['optimizer.beta1', { beta1: 1 }],
  ['optimizer.beta2', { beta2: -0.1 }],
  ['optimizer.epsilon', { epsilon: 0 }],
  ['optimizer.weightDecay', { weightDecay: -0.1 }],
  ['optimizer.weightDecay', { weightDecay: Number.NaN }],
  ['optimizer.weightDecay', { weightDecay: Number.POSITIVE_INFINITY }],
  ['optimizer.weightDecay', { weightDecay: null as never }],
  ['optimizer.clip', { clip: -1 }],
  ['optimizer.clip', { clip: Number.NaN }],
  ['optimizer.clip', { clip: '1' as never }],
])('adam refuses a bad %s', (argument, bad) => {
  expect(() => adam(bad)).toThrow(expect.objectContaining({ argument }));
});

test('adamW is Adam with a weight decay', () => {
  expect(adamW()).toEqual(adam({ weightDecay: 0.01 }));
  expect(adamW({ weightDecay: 0, beta1: 0.5 })).toEqual(adam({ beta1: 0.5 }));
});

test('an optimizer is plain data, whole after a way through JSON', () => {
  for (const optimizer of [
    adam({ clip: Number.POSITIVE_INFINITY }),
    adamW({ clip: 2, learningRate: cosine({ steps: 5 }) }),
  ]) {
    expect(adam(JSON.parse(JSON.stringify(optimizer)))).toEqual(optimizer);
  }
});

test('scalars of the first step, and of one in a schedule', () => {
  const { scale, epsilon, shrinkage } = stepScalars(adam(), 0);
  expect(scale).toBeCloseTo((0.01 * Math.sqrt(0.001)) / 0.1, 15);
  expect(epsilon).toBeCloseTo(1e-8 * Math.sqrt(0.001), 20);
  expect(shrinkage).toBe(0);
  const later = stepScalars(adamW({ learningRate: cosine({ from: 0.2, steps: 100 }), weightDecay: 0.5 }), 50);
  // Half way, the rate is half of 0.2.
  expect(later.scale).toBeCloseTo((0.1 * Math.sqrt(1 - 0.999 ** 51)) / (1 - 0.9 ** 51), 15);
  expect(later.shrinkage).toBeCloseTo(0.1 * 0.5, 15);
});

describe('adamStep', () => {
  const state = (parameters: number[]): WideState => ({
    parameters: Float64Array.from(parameters),
    first: new Float64Array(parameters.length),
    second: new Float64Array(parameters.length),
    average: new Float64Array(0),
  });

  // The moments, corrected, and the update as the papers write them, in float64 throughout.
  function written(theta: number[], gradients: number[][], rateOf: (t: number) => number, settings: Adam): number[] {
    const { beta1, beta2, epsilon, weightDecay } = settings;
    const m = theta.map(() => 0);
    const v = theta.map(() => 0);
    gradients.forEach((gradient, at) => {
      const t = at + 1;
      theta.forEach((_, i) => {
        m[i] = beta1 * m[i]! + (1 - beta1) * gradient[i]!;
        v[i] = beta2 * v[i]! + (1 - beta2) * gradient[i]! ** 2;
        const step = m[i]! / (1 - beta1 ** t) / (Math.sqrt(v[i]! / (1 - beta2 ** t)) + epsilon);
        theta[i] = theta[i]! - rateOf(t) * (step + weightDecay * theta[i]!);
      });
    });
    return theta;
  }

  const gradients = Array.from({ length: 20 }, (_, at) => [Math.sin(at + 1), 3 * Math.cos(2 * (at + 1))]);
  const settings = { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };
  const clipped = gradients.map((gradient) => {
    const norm = Math.hypot(...gradient);
    return gradient.map((g) => (norm > 1.5 ? (1.5 * g) / norm : g));
  });
  const halfCosine = (t: number) => 0.05 * 0.5 * (1 + Math.cos((Math.PI * (t - 1)) / 20));
  test.each<[string, Adam, number[][], (t: number) => number]>([
    ['algorithm 1 of its paper', adam(settings), gradients, () => 0.05],
    ['algorithm 2 of AdamW', adamW({ ...settings, weightDecay: 0.3 }), gradients, () => 0.05],
    [
      'its rate of every step',
      adam({ ...settings, learningRate: cosine({ from: 0.05, steps: 20 }) }),
      gradients,
      halfCosine,
    ],
    ['clipped gradients', adam({ ...settings, clip: 1.5 }), clipped, () => 0.05],
    [
      'all of these together',
      adamW({ ...settings, learningRate: cosine({ from: 0.05, steps: 20 }), clip: 1.5, weightDecay: 0.3 }),
      clipped,
      halfCosine,
    ],
  ])('follows %s, with corrected moments written out', (_, optimizer, seen, rateOf) => {
    const run = state([1, -2]);
    gradients.forEach((gradient, step) => {
      adamStep(run, Float64Array.from(gradient), optimizer, step);
    });
    // Twenty roundings of the state to float32, of 2⁻²⁴ each.
    written([1, -2], seen, rateOf, optimizer).forEach((theta, i) => {
      expect(Math.abs(run.parameters[i]! - theta)).toBeLessThan(20 * 2 * 2 ** -24);
    });
  });

  test('is Adam to the last bit where nothing is clipped and nothing decays', () => {
    const [plain, idle] = [state([0.3, -2, 0]), state([0.3, -2, 0])];
    for (let step = 0; step < 20; step++) {
      const gradient = Float64Array.of(Math.sin(step), 7 * Math.cos(step), 0);
      adamStep(plain, gradient, adam(), step);
      adamStep(idle, gradient, adamW({ weightDecay: 0, clip: 100 }), step);
    }
    expect(idle).toEqual(plain);
  });

  test('only shrinks a parameter without gradient, by the rate times the weight decay', () => {
    const run = state([8, 0]);
    adamStep(run, Float64Array.of(0, 0), adamW({ learningRate: 0.5, weightDecay: 0.25 }), 0);
    expect([...run.parameters]).toEqual([7, 0]);
  });

  test('takes steps of the learning rate under a constant gradient', () => {
    const run = state([0, 0]);
    for (let step = 0; step < 100; step++) adamStep(run, Float64Array.of(5, -0.3), adam(), step);
    expect(run.parameters[0]).toBeCloseTo(-1, 5);
    expect(run.parameters[1]).toBeCloseTo(1, 5);
  });

  test('keeps float32 numbers', () => {
    const run = state([0.1, 0.2]);
    adamStep(run, Float64Array.of(0.1, 1 / 3), adam(), 0);
    for (const values of Object.values(run)) expect(values).toEqual(Float64Array.from(Float32Array.from(values)));
  });
});

describe('clipFactor', () => {
  test('scales a gradient down to the norm, and leaves a shorter one', () => {
    expect(clipFactor(Float64Array.of(3, 4), 1)).toBe(0.2);
    expect(clipFactor(Float64Array.of(3, 4), 5)).toBe(1);
    expect(clipFactor(Float64Array.of(3, 4), undefined)).toBe(1);
    expect(clipFactor(Float64Array.of(0, 0), 0)).toBe(1);
    expect(clipFactor(Float64Array.of(2 ** 100, 0), 1)).toBe(2 ** -100);
  });
});

describe('the average of the parameters', () => {
  test('is the sum of all of them, each weighed by its age', () => {
    const seen = [2, -1, 5, 0.5];
    const run: WideState = {
      ...{ parameters: Float64Array.of(2), first: new Float64Array(1), second: new Float64Array(1) },
      average: Float64Array.of(2),
    };
    for (const value of seen.slice(1)) {
      run.parameters[0] = value;
      averageStep(run, 0.9);
    }
    const expected = 0.9 ** 3 * 2 + 0.1 * (0.9 ** 2 * -1 + 0.9 * 5 + 0.5);
    // Three roundings of numbers below 2 to float32.
    expect(Math.abs(run.average[0]! - expected)).toBeLessThan(3 * 2 ** -24);
    expect(Math.fround(run.average[0]!)).toBe(run.average[0]);
  });

  test.each([[-0.1], [1], [Number.NaN], ['0.9' as never], [undefined as never]])('refuses a decay of %s', (decay) => {
    expect(() => averagingOf({ decay })).toThrow(expect.objectContaining({ argument: 'averaging.decay' }));
  });

  test('is wanted where there is one, unless said otherwise', () => {
    expect(wantsAverage({ decay: 0.9 })).toBe(true);
    expect(wantsAverage({ decay: 0.9 }, false)).toBe(false);
    expect(wantsAverage(undefined)).toBe(false);
    expect(() => wantsAverage(undefined, true)).toThrow(expect.objectContaining({ argument: 'averaged' }));
  });
});
