import { describe, expect, test } from 'vitest';
import { adamStep, type TrainingState } from '../../src/engines/cpu/adam.ts';
import { adam, biasCorrected } from '../../src/optimizer.ts';

test.each([
  ['optimizer.learningRate', { learningRate: 0 }],
  ['optimizer.learningRate', { learningRate: Number.NaN }],
  ['optimizer.beta1', { beta1: 1 }],
  ['optimizer.beta2', { beta2: -0.1 }],
  ['optimizer.epsilon', { epsilon: 0 }],
])('adam refuses a bad %s', (argument, bad) => {
  expect(() => adam(bad)).toThrow(expect.objectContaining({ argument }));
});

test('bias correction of the first step', () => {
  const { scale, epsilon } = biasCorrected(adam(), 0);
  expect(scale).toBeCloseTo((0.01 * Math.sqrt(0.001)) / 0.1, 15);
  expect(epsilon).toBeCloseTo(1e-8 * Math.sqrt(0.001), 20);
});

describe('adamStep', () => {
  const state = (parameters: number[]): TrainingState => ({
    parameters: Float64Array.from(parameters),
    first: new Float64Array(parameters.length),
    second: new Float64Array(parameters.length),
  });

  test('is algorithm 1 of its paper, with corrected moments written out', () => {
    const settings = adam({ learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 });
    const run = state([1, -2]);
    const theta = [1, -2];
    const m = [0, 0];
    const v = [0, 0];
    for (let t = 1; t <= 20; t++) {
      const gradient = [Math.sin(t), 3 * Math.cos(2 * t)];
      adamStep(run, Float64Array.from(gradient), settings, t - 1);
      for (const i of [0, 1]) {
        m[i] = 0.8 * m[i]! + 0.2 * gradient[i]!;
        v[i] = 0.95 * v[i]! + 0.05 * gradient[i]! ** 2;
        theta[i] = theta[i]! - (0.05 * (m[i]! / (1 - 0.8 ** t))) / (Math.sqrt(v[i]! / (1 - 0.95 ** t)) + 1e-3);
      }
    }
    // Twenty roundings of the state to float32, of 2⁻²⁴ each.
    for (const i of [0, 1]) expect(Math.abs(run.parameters[i]! - theta[i]!)).toBeLessThan(20 * 2 * 2 ** -24);
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
