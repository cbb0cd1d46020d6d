import { describe, expect, test } from 'vitest';
import { karras, noise } from '../../../src/noise.ts';
import { dpmSolver, euler, heun } from '../../../src/samplers/index.ts';
import { applied, combined, gaussianScore } from './linear_map.ts';

const ladder = (levels: number) => karras({ from: 80, to: 0.002, levels });

describe('error of the deviation of N(0, 0.5²), karras 80 → 0.002, in per cent', () => {
  // Reference figures, to the digits that are given; 0.01 allows for their rounding.
  test.each([
    ['euler', euler(), [-15.39, -7.8, -3.92, -1.97]],
    ['heun', heun(), [5.53, 1.22, 0.287, 0.069]],
    ['dpmSolver', dpmSolver(), [6.23, 1.31, 0.297, 0.07]],
  ])('%s', (_, method, expected) => {
    [18, 36, 72, 144].forEach((levels, i) => {
      const start = { mean: 0, variance: 0.25 + 80 ** 2 };
      const { variance } = applied(method(ladder(levels)), gaussianScore(0.25), start);
      expect(Math.abs(100 * (Math.sqrt(variance) / 0.5 - 1) - expected[i]!)).toBeLessThan(0.01);
    });
  });
});

describe('guidance γ·s_c + (1 − γ)·s_u, γ = 3, of N(0, 1) and N(0, 2)', () => {
  // d ln x/dσ = σ·(γ/(1 + σ²) + (1 − γ)/(2 + σ²)) from σ = T, where x has the variance 1 + T², to 0 gives the variance
  // 2^(1−γ)·((2 + T²)/(1 + T²))^(γ−1): 1/4 for large T, where the product p_c³/p_u² has the variance 1/2.
  const score = combined([
    [3, gaussianScore(1)],
    [-2, gaussianScore(2)],
  ]);
  const exact = 0.25 * ((2 + 80 ** 2) / (1 + 80 ** 2)) ** 2;
  const error = (levels: number) =>
    applied(heun()(ladder(levels)), score, { mean: 0, variance: 1 + 80 ** 2 }).variance / exact - 1;

  test('has the variance of the exact flow, not that of the product', () => {
    // The last step, of first order, adds errors of σ_L² = 4e-6.
    expect(Math.abs(error(1152))).toBeLessThan(5e-5);
    expect(exact).toBeCloseTo(0.25, 3);
  });

  test('is approached at second order', () => {
    expect(error(144) / error(288)).toBeGreaterThan(3.5);
    expect(error(144) / error(288)).toBeLessThan(4.7);
  });
});

describe('factors', () => {
  test('of Euler: x ← x + σ·(σ − σ′)·s', () => {
    const { stages, start, end } = euler()(noise([3, 1]));
    expect(stages).toEqual([
      { sigma: 3, level: 0, count: 1, a: 1, b: 6, c: 0, d: 0, e: 0, f: 0 },
      { sigma: 1, level: 1, count: 1, a: 1, b: 1, c: 0, d: 0, e: 0, f: 0 },
    ]);
    expect([start, end]).toEqual([3, 0]);
  });

  test('of Heun are the trapezoidal rule with a step of Euler', () => {
    const [s, next] = [3, 1];
    const score = gaussianScore(2, 0.5);
    const slope = (x: number, sigma: number) => -sigma * (score(sigma).gain * x + score(sigma).offset);
    const [x, h] = [4, next - s];
    const predicted = x + h * slope(x, s);
    const expected = x + (h / 2) * (slope(x, s) + slope(predicted, next));
    const { mean } = applied(heun({ end: 'last' })(noise([s, next])), score, { mean: x, variance: 0 });
    expect(mean).toBeCloseTo(expected, 14);
  });

  test('of DPM-Solver++(2M): its second step by hand', () => {
    const [s0, s1, s2] = [4, 2, 0.5];
    const score = gaussianScore(2, 0.5);
    const denoised = (x: number, sigma: number) => x + sigma ** 2 * (score(sigma).gain * x + score(sigma).offset);
    const x0 = 3;
    const d0 = denoised(x0, s0);
    const x1 = 0.5 * x0 + 0.5 * d0;
    // h/h_before = ln 4/ln 2 = 2, w = 1.
    const d1 = denoised(x1, s1);
    const x2 = 0.25 * x1 + 0.75 * (2 * d1 - d0);
    const { mean } = applied(dpmSolver({ end: 'last' })(noise([s0, s1, s2])), score, { mean: x0, variance: 0 });
    expect(mean).toBeCloseTo(x2, 14);
  });
});
