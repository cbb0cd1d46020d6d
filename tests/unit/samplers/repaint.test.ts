import { describe, expect, test } from 'vitest';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { geometric, karras, type Noise, noise } from '../../../src/noise.ts';
import { ancestral, annealedLangevin, repaint, reverseDiffusion } from '../../../src/samplers/index.ts';
import type { Method } from '../../../src/samplers/program.ts';
import { collect } from '../../engine_suite/fixtures.ts';
import { applied, gaussianScore } from './linear_map.ts';

describe('repaint', () => {
  test('takes each step so many times, with noise that leads back up between, and that to 0 once', () => {
    const { stages, start, end } = repaint({ resamplings: 3 })(noise([2, 1]));
    expect([start, end]).toEqual([2, 0]);
    const down = { sigma: 2, level: 0, a: 1, b: 3, c: 0, e: 0, f: 0 };
    expect(stages).toEqual([
      // The variance 3 is put back twice: once by the step, once for the way up.
      { ...down, count: 2, d: Math.hypot(Math.sqrt(3), Math.sqrt(3)) },
      { ...down, count: 1, d: Math.sqrt(3) },
      { ...down, sigma: 1, level: 1, b: 1, count: 1, d: 0 },
    ]);
  });

  test('by jumps takes several steps before it goes up all of them at once', () => {
    const { stages } = repaint({ resamplings: 2, jump: 2, step: 'ancestral', end: 'last' })(noise([4, 2, 1, 0.5]));
    // σ² − σ'² of the steps is 12, 3 and 0.75; the noise of ancestral sampling has a fourth of that, and the way up from 1 to 4 has 15.
    expect(stages.map(({ sigma, level, count, b }) => [sigma, level, count, b])).toEqual([
      [4, 0, 1, 12],
      [2, 1, 1, 3],
      [4, 1, 1, 12],
      [2, 1, 1, 3],
      [1, 2, 1, 0.75],
      [1, 2, 1, 0.75],
    ]);
    const variances = [3, 0.75 + 15, 3, 0.75, 0.1875 + 0.75, 0.1875];
    stages.forEach(({ d }, i) => expect(d ** 2).toBeCloseTo(variances[i]!, 12));
  });

  test('of one resampling is the sampler that its step is of', () => {
    const ladder = karras({ from: 5, to: 0.01, levels: 9 });
    expect(repaint({ resamplings: 1 })(ladder)).toEqual(reverseDiffusion()(ladder));
    expect(repaint({ resamplings: 1, step: 'ancestral', jump: 4 })(ladder)).toEqual(ancestral()(ladder));
  });

  test('without known coordinates ends nearer to the variance than the sampler of its step', () => {
    const ladder = karras({ from: 80, to: 0.002, levels: 36 });
    const errorOf = (method: Method): number =>
      applied(method(ladder), gaussianScore(0.25), { mean: 0, variance: 0.25 + 80 ** 2 }).variance / 0.25 - 1;
    // A tenth: the error that a step leaves is what the repetitions of those below it have not yet forgotten.
    expect(errorOf(repaint({ resamplings: 10 }))).toBeLessThan(errorOf(reverseDiffusion()) / 10);
  });
});

/** Two normals of variance 1 and this correlation; the second is known to be 1. */
const correlation = 0.9;
const score = customScore({
  dimension: 2,
  cpu: ([u, y], sigma) => {
    const variance = 1 + sigma ** 2;
    const determinant = variance ** 2 - correlation ** 2;
    return [(correlation * y! - variance * u!) / determinant, (correlation * u! - variance * y!) / determinant];
  },
});
const exact = { mean: correlation, variance: 1 - correlation ** 2 };

/** Mean and variance of the first, without sampling: the score is linear in it, in the known value and in that one's fresh noise. */
function drawnBy(method: Method, ladder: Noise): { mean: number; variance: number } {
  const { stages, start = 1 } = method(ladder);
  let [mean, variance] = [0, start ** 2];
  for (const { sigma, count, b, d } of stages) {
    const determinant = (1 + sigma ** 2) ** 2 - correlation ** 2;
    const kept = 1 - (b * (1 + sigma ** 2)) / determinant;
    const pulled = (b * correlation) / determinant;
    for (let i = 0; i < count; i++) {
      mean = kept * mean + pulled;
      variance = kept ** 2 * variance + (pulled * sigma) ** 2 + d ** 2;
    }
  }
  return { mean, variance };
}

describe('a normal, given another that it is correlated with', () => {
  const ladder = karras({ from: 5, to: 0.01, levels: 32 });

  test('is biased by replacement alone, and ever less by RePaint', () => {
    const errors = [1, 2, 5, 10, 20, 50].map((resamplings) => {
      const { mean, variance } = drawnBy(repaint({ resamplings }), ladder);
      return [exact.mean - mean, variance - exact.variance];
    });
    const expected = [
      [0.302, 0.205],
      [0.156, 0.084],
      [0.055, 0.028],
      [0.025, 0.013],
      [0.012, 0.006],
      [0.005, 0.003],
    ];
    errors.forEach((pair, i) =>
      pair.forEach((error, k) => expect(Math.abs(error - expected[i]![k]!)).toBeLessThan(6e-4)),
    );
  });

  test.each<[string, Method, Noise]>([
    ['reverse diffusion', reverseDiffusion(), ladder],
    ['repaint', repaint({ resamplings: 5 }), ladder],
    [
      'Langevin dynamics of many steps a level',
      annealedLangevin({ perLevel: 20, size: ({ levels }) => levels.map((s) => 0.2 * s ** 2), denoise: true }),
      geometric({ from: 5, to: 0.01, levels: 16 }),
    ],
  ])('is drawn by %s as the mathematics says', async (_, method, levels) => {
    const particles = 4000;
    const engine = createCpuEngine();
    using sampler = await engine.sampler({
      ...{ score, method, noise: levels, particles, seed: 1 },
      known: { mask: [false, true], values: [Number.NaN, 1] },
    });
    await collect(sampler.run());
    const { values } = await sampler.samples();
    const drawn = Array.from({ length: particles }, (_, p) => values[2 * p]!);
    const mean = drawn.reduce((sum, u) => sum + u, 0) / particles;
    const variance = drawn.reduce((sum, u) => sum + (u - mean) ** 2, 0) / (particles - 1);
    const predicted = drawnBy(method, levels);
    // Four standard errors.
    expect(Math.abs(mean - predicted.mean)).toBeLessThan(4 * Math.sqrt(predicted.variance / particles));
    expect(Math.abs(variance / predicted.variance - 1)).toBeLessThan(4 * Math.sqrt(2 / particles));
    values.forEach((value, i) => i % 2 && expect(value).toBe(1));
  });
});
