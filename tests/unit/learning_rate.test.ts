import { describe, expect, test } from 'vitest';
import { cosine, type LearningRate, learningRateOf, rateAt, warmup } from '../../src/learning_rate.ts';
import { adam, learningRateAt } from '../../src/optimizer.ts';

const rates = (rate: LearningRate, steps: readonly number[]) =>
  steps.map((step) => learningRateAt(adam({ learningRate: rate }), step));

test('a number is the rate of every step', () => {
  expect(rates(0.03, [0, 1, 1e9])).toEqual([0.03, 0.03, 0.03]);
});

test('a warm-up rises in equal parts to its rate and stays', () => {
  expect(rates(warmup({ rate: 0.5, steps: 4 }), [0, 1, 2, 3, 4, 1e9])).toEqual([0.125, 0.25, 0.375, 0.5, 0.5, 0.5]);
  expect(rates(warmup({ rate: 0.5, steps: 1 }), [0, 1])).toEqual([0.5, 0.5]);
});

describe('a cosine', () => {
  test('falls from its start by way of the middle to its floor, and stays there', () => {
    const [start, quarter, half, end, after] = rates(
      cosine({ from: 0.3, to: 0.1, steps: 400 }),
      [0, 100, 200, 400, 1e9],
    );
    expect(start).toBeCloseTo(0.3, 15);
    // cos π/4 = √½.
    expect(quarter).toBeCloseTo(0.2 + 0.1 * Math.SQRT1_2, 15);
    expect(half).toBeCloseTo(0.2, 15);
    expect([end, after]).toEqual([0.1, 0.1]);
  });

  test('never rises, and has no jump', () => {
    const rate = cosine({ from: 0.01, steps: 1000 });
    for (let step = 0; step < 1010; step++) {
      const fall = rateAt(rate, step) - rateAt(rate, step + 1);
      expect(fall).toBeGreaterThanOrEqual(0);
      // The steepest slope of half a cosine is π/2 of its height over its length; one rounding.
      expect(fall).toBeLessThanOrEqual(((Math.PI / 2) * 0.01) / 1000 + 1e-17);
    }
  });

  test('follows a warm-up', () => {
    const rate = cosine({ from: 0.4, to: 0.2, steps: 12, warmup: 4 });
    expect(rates(rate, [0, 1, 3])).toEqual([0.1, 0.2, 0.4]);
    expect(rateAt(rate, 4)).toBeCloseTo(0.4, 15);
    expect(rateAt(rate, 8)).toBeCloseTo(0.3, 15);
    expect(rates(rate, [12, 13])).toEqual([0.2, 0.2]);
  });

  test('may end at nothing', () => {
    expect(rates(cosine({ steps: 1 }), [0, 1])).toEqual([0.01, 0]);
  });
});

test('schedules are plain data, whole after a way through JSON', () => {
  for (const rate of [0.1, warmup(), cosine({ from: 0.2, to: 0.1, steps: 9, warmup: 3 })]) {
    expect(learningRateOf(JSON.parse(JSON.stringify(rate)))).toEqual(rate);
  }
});

test.each<[string, unknown]>([
  ['learningRate', 0],
  ['learningRate', -1],
  ['learningRate', Number.NaN],
  ['learningRate', Number.POSITIVE_INFINITY],
  ['learningRate', '0.1'],
  ['learningRate', null],
  ['learningRate', {}],
  ['learningRate', { kind: 'step', rate: 0.1 }],
  ['learningRate.rate', { kind: 'warmup', rate: 0, steps: 4 }],
  ['learningRate.steps', { kind: 'warmup', rate: 1, steps: 0 }],
  ['learningRate.steps', { kind: 'warmup', rate: 1, steps: 2.5 }],
  ['learningRate.from', { kind: 'cosine', from: -1, steps: 4 }],
  ['learningRate.to', { kind: 'cosine', from: 0.1, to: 0.2, steps: 4 }],
  ['learningRate.to', { kind: 'cosine', from: 0.1, to: -0.1, steps: 4 }],
  ['learningRate.to', { kind: 'cosine', from: 0.1, to: Number.NaN, steps: 4 }],
  ['learningRate.steps', { kind: 'cosine' }],
  ['learningRate.steps', { kind: 'cosine', steps: Number.POSITIVE_INFINITY }],
  ['learningRate.warmup', { kind: 'cosine', steps: 4, warmup: 4 }],
  ['learningRate.warmup', { kind: 'cosine', steps: 4, warmup: -1 }],
])('refuses a bad optimizer.%s (%#)', (argument, rate) => {
  const refusal = expect.objectContaining({ name: 'ArgumentError', argument: `optimizer.${argument}` });
  expect(() => adam({ learningRate: rate as LearningRate })).toThrow(refusal);
});
