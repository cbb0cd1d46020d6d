import { describe, expect, test } from 'vitest';
import { karras, noise } from '../../../src/noise.ts';
import {
  ancestral,
  dpmSolver,
  dpmSolverSde,
  euler,
  heun,
  predictorCorrector,
  reverseDiffusion,
} from '../../../src/samplers/index.ts';
import type { Method } from '../../../src/samplers/program.ts';
import { applied, gaussianScore } from './linear_map.ts';

const [mean, variance] = [0.3, 0.25];
const score = gaussianScore(variance, mean);
const start = { mean, variance: variance + 80 ** 2 };

/** Relative error of the deviation of N(0.3, 0.5²), karras 80 → 0.002. */
function error(method: Method, levels: number): number {
  const end = applied(method(karras({ from: 80, to: 0.002, levels })), score, start);
  return Math.sqrt(end.variance / variance) - 1;
}

describe('deviation of N(0.3, 0.5²) as the levels grow', () => {
  test.each([
    ['ancestral', ancestral()],
    ['reverseDiffusion', reverseDiffusion()],
    ['predictorCorrector', predictorCorrector()],
    ['predictorCorrector, 4 corrections', predictorCorrector({ corrections: 4 })],
  ])('%s: error ∝ 1/N', (_, method) => {
    expect(error(method, 288) / error(method, 576)).toBeGreaterThan(1.7);
    expect(error(method, 288) / error(method, 576)).toBeLessThan(2.4);
    expect(Math.abs(error(method, 1152))).toBeLessThan(0.006);
  });

  test.each([
    ['dpmSolverSde', dpmSolverSde()],
    ['heun with churn at all levels', heun({ churn: 40 })],
    ['heun with churn at some', heun({ churn: 40, churnFrom: 0.05, churnTo: 50 })],
  ])('%s: error ∝ 1/N²', (_, method) => {
    expect(error(method, 288) / error(method, 576)).toBeGreaterThan(3.5);
    expect(error(method, 288) / error(method, 576)).toBeLessThan(4.7);
    expect(Math.abs(error(method, 1152))).toBeLessThan(2e-4);
  });

  test('corrections bring the error of reverse diffusion down', () => {
    expect(error(predictorCorrector(), 144)).toBeLessThan(error(reverseDiffusion(), 144));
    expect(error(predictorCorrector({ corrections: 4 }), 144)).toBeLessThan(error(predictorCorrector(), 144));
  });
});

describe.each([
  ['euler', euler],
  ['heun', heun],
  ['heun with churn', (options: object) => heun({ churn: 40, ...options })],
  ['dpmSolver', dpmSolver],
  ['dpmSolverSde', dpmSolverSde],
  ['ancestral', ancestral],
  ['reverseDiffusion', reverseDiffusion],
  ['predictorCorrector', predictorCorrector],
])('%s', (_, make: (options: { end: 'zero' | 'last' }) => Method) => {
  test.each(['zero', 'last'] as const)('keeps the mean, end: %s', (end) => {
    const program = make({ end })(karras({ from: 80, to: 0.002, levels: 24 }));
    expect(applied(program, score, start).mean).toBeCloseTo(mean, 12);
  });

  test("with end: 'last' ends with the noise of the last level", () => {
    const program = make({ end: 'last' })(karras({ from: 80, to: 0.4, levels: 600 }));
    expect(program.end).toBe(0.4);
    const ratio = applied(program, score, start).variance / (variance + 0.4 ** 2);
    // 1/N for those of first order.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
  });

  test('of one point gives the point: the step to σ = 0 has no noise', () => {
    const program = make({ end: 'zero' })(karras({ from: 80, to: 0.002, levels: 40 }));
    expect(program.stages.at(-1)!.d).toBe(0);
    expect(applied(program, gaussianScore(0, 0.3), { mean: 0.3, variance: 6400 }).variance).toBeLessThan(1e-18);
  });
});

describe('one step by hand, from σ = 2 to 1 on N(0, 1)', () => {
  const from = { mean: 0, variance: 5 };
  const varianceAfter = (make: (options: { end: 'last' }) => Method) =>
    applied(make({ end: 'last' })(noise([2, 1])), gaussianScore(1), from).variance;

  test('ancestral', () => {
    expect(varianceAfter(ancestral)).toBeCloseTo((1 - 3 / 5) ** 2 * 5 + 3 / 4, 14);
  });

  test('reverse diffusion', () => {
    expect(varianceAfter(reverseDiffusion)).toBeCloseTo((1 - 3 / 5) ** 2 * 5 + 3, 14);
  });

  test('predictor–corrector: τ = 2·(r·σ)² = 0.5 before the step down', () => {
    const corrected = (1 - 0.5 / 5) ** 2 * 5 + 1;
    expect(varianceAfter(({ end }) => predictorCorrector({ snr: 0.25, end }))).toBeCloseTo(
      (1 - 3 / 5) ** 2 * corrected + 3,
      14,
    );
  });

  test('SDE-DPM-Solver++', () => {
    // e^(−h) = 1/2, D = x/5.
    expect(varianceAfter(dpmSolverSde)).toBeCloseTo((1 / 4 + 3 / 4 / 5) ** 2 * 5 + 3 / 4, 14);
  });

  test('SDE-DPM-Solver++, the second step, from 1 to 1/4', () => {
    const { stages } = dpmSolverSde({ end: 'last' })(noise([2, 1, 0.25]));
    // q = 1/4, w = ln 4/(2·ln 2) = 1.
    const k = 15 / 16;
    expect(stages[1]).toMatchObject({ e: 0, f: 0 });
    expect(stages[1]!.a).toBeCloseTo(1 / 16 + 2 * k, 14);
    expect(stages[1]!.b).toBeCloseTo(2 * k, 14);
    expect(stages[1]!.c).toBeCloseTo(-k, 14);
    expect(stages[1]!.d).toBeCloseTo(0.25 * Math.sqrt(k), 14);
  });
});

describe('churn', () => {
  test('its noise is added before the step: σ̂ = √2·σ, by hand', () => {
    // γ = √2 − 1 adds σ²·S_noise² of variance: 4·1.21 at σ = 2 and 1.21 at σ = 1.
    const churned = heun({ churn: 1e9, churnNoise: 1.1 })(noise([2, 1]));
    const [raised, down] = [Math.sqrt(8), Math.sqrt(8) - 1];
    const predicted = 1 - (raised * down) / 9;
    const factor = 1 - (down / 2) * (raised / 9 + predicted / 2);
    const before = factor ** 2 * (5 + 4 * 1.21) + 1.21;
    const { variance: got } = applied(churned, gaussianScore(1), { mean: 0, variance: 5 });
    expect(got).toBeCloseTo((1 - 2 / 3) ** 2 * before, 14);
  });

  test('γ is churn over the number of steps', () => {
    const { stages } = heun({ churn: 0.4 })(noise([4, 2, 1, 0.5]));
    expect(stages[1]!.sigma).toBeCloseTo(4.4, 14);
    expect(stages[0]).toMatchObject({ sigma: 4, level: 0, a: 1, b: 0, c: 0, e: 0, f: 0 });
    expect(stages[0]!.d).toBeCloseTo(Math.sqrt(4.4 ** 2 - 4 ** 2), 12);
    expect(stages.at(-1)!.sigma).toBeCloseTo(0.55, 14);
  });

  test('is added from S_min to S_max alone', () => {
    const { stages } = heun({ churn: 0.4, churnFrom: 1, churnTo: 2 })(noise([4, 2, 1, 0.5]));
    expect(stages.map(({ d }) => d > 0)).toEqual([false, true, false, true, false, false, false]);
    expect(stages.map(({ sigma }) => sigma)).toEqual([4, 2, 2.2, 1, 1.1, 0.5, 0.5]);
  });

  test('none equals plain Heun', () => {
    const ladder = karras({ from: 80, to: 0.002, levels: 18 });
    expect(heun({ churn: 0, churnNoise: 1.1 })(ladder)).toEqual(heun()(ladder));
    expect(heun({ churn: 40, churnFrom: 100 })(ladder)).toEqual(heun()(ladder));
  });
});
