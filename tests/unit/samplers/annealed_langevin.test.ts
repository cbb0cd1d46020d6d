import { describe, expect, test } from 'vitest';
import { noise } from '../../../src/noise.ts';
import { annealedLangevin, constant, proportional } from '../../../src/samplers/index.ts';
import { totalOf } from '../../../src/samplers/program.ts';
import { applied, gaussianScore } from './linear_map.ts';

const ladder = noise([2, 1, 0.5]);
const size = constant({ size: 0.1 });

describe('annealedLangevin', () => {
  test('repeats one stage at each level', () => {
    const { stages, end, start } = annealedLangevin({ perLevel: 5, size: proportional({ epsilon: 0.02 }) })(ladder);
    const none = { count: 5, a: 1, c: 0, e: 0, f: 0 };
    expect(stages).toEqual([
      { ...none, sigma: 2, level: 0, b: 0.32, d: 0.8 },
      { ...none, sigma: 1, level: 1, b: 0.08, d: 0.4 },
      { ...none, sigma: 0.5, level: 2, b: 0.02, d: 0.2 },
    ]);
    expect([start, end]).toEqual([undefined, 0.5]);
  });

  test('takes a count for each level and leaves out those of 0', () => {
    const program = annealedLangevin({ perLevel: [3, 0, 2], size })(ladder);
    expect(program.stages.map(({ level, count }) => [level, count])).toEqual([
      [0, 3],
      [2, 2],
    ]);
    expect(totalOf(program)).toBe(5);
    expect(annealedLangevin({ perLevel: 0, size })(ladder)).toEqual({ stages: [], end: 0.5 });
  });

  test('forgets its start, and has the variance V/(1 − τ/(2V)) where V = v + σ²', () => {
    const [v, sigma, tau] = [0.25, 0.01, 0.1];
    const program = annealedLangevin({ perLevel: 400, size: constant({ size: tau }) })(noise([sigma]));
    const blurred = v + sigma ** 2;
    for (const start of [
      { mean: 7, variance: 0 },
      { mean: -2, variance: 90 },
    ]) {
      const { mean, variance } = applied(program, gaussianScore(v, 0.3), start);
      expect(mean).toBeCloseTo(0.3, 12);
      expect(variance).toBeCloseTo(blurred / (1 - tau / (2 * blurred)), 12);
    }
  });

  test('denoise ends with x ← x + σ_L²·s', () => {
    const program = annealedLangevin({ perLevel: 1, size, denoise: true })(ladder);
    expect(program.end).toBe(0);
    expect(program.stages).toHaveLength(4);
    expect(program.stages[3]).toEqual({ sigma: 0.5, level: 2, count: 1, a: 1, b: 0.25, c: 0, d: 0, e: 0, f: 0 });
    // Of N(0.3, 1) with noise 0.5: the posterior mean, which has the variance 1/1.25.
    const last = { stages: program.stages.slice(3) };
    const { mean, variance } = applied(last, gaussianScore(1, 0.3), { mean: 0.3, variance: 1.25 });
    expect(mean).toBeCloseTo(0.3, 14);
    expect(variance).toBeCloseTo(1 / 1.25, 14);
  });

  test.each<[string, Parameters<typeof annealedLangevin>[0]]>([
    ['method.perLevel', { perLevel: -1, size }],
    ['method.perLevel', { perLevel: 1.5, size }],
    ['method.perLevel', { perLevel: undefined as unknown as number, size }],
    ['method.perLevel[2]', { perLevel: [1, 1, 0.5], size }],
    ['method.size', { perLevel: 1, size: 0.1 as unknown as typeof size }],
    ['method.denoise', { perLevel: 1, size, denoise: 'yes' as unknown as boolean }],
    ['method.steps', { perLevel: 1, size, steps: 5 } as Parameters<typeof annealedLangevin>[0]],
  ])('refuses %s at once', (argument, options) => {
    expect(() => annealedLangevin(options)).toThrow(expect.objectContaining({ argument }));
  });

  test.each<[string, Parameters<typeof annealedLangevin>[0]]>([
    ['method.perLevel', { perLevel: [1, 2], size }],
    ['method.size', { perLevel: 1, size: () => [0.1, 0.1] }],
    ['method.size', { perLevel: 1, size: () => [0.1, 0.1, 0.1, 0.1] }],
    ['method.size', { perLevel: 1, size: () => 0.1 as unknown as number[] }],
    ['method.size[1]', { perLevel: 1, size: () => [0.1, 0, 0.1] }],
    ['method.size[1]', { perLevel: 1, size: () => [0.1, Number.NaN, 0.1] }],
    ['method.size[2]', { perLevel: 1, size: () => [0.1, 0.1, -0.1] }],
    ['method.size[0]', { perLevel: 1, size: () => [1e-44, 0.1, 0.1] }],
    ['method.size[0]', { perLevel: 1, size: () => [1e39, 0.1, 0.1] }],
  ])('refuses %s when it meets the ladder', (argument, options) => {
    const method = annealedLangevin(options);
    expect(() => method(ladder)).toThrow(expect.objectContaining({ argument }));
  });
});

describe('step sizes', () => {
  test('constant', () => {
    expect(constant({ size: 0.1 })(ladder)).toEqual([0.1, 0.1, 0.1]);
  });

  test('proportional to σ²/σ_L²', () => {
    expect(proportional({ epsilon: 0.01 })(ladder)).toEqual([0.16, 0.04, 0.01]);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuse %d', (bad) => {
    expect(() => constant({ size: bad })).toThrow(expect.objectContaining({ argument: 'method.size' }));
    expect(() => proportional({ epsilon: bad })).toThrow(expect.objectContaining({ argument: 'method.size.epsilon' }));
  });
});
