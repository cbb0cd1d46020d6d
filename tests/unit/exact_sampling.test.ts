import { expect, test } from 'vitest';
import { sampleFloor, slicedWasserstein } from '../../src/diagnostics/index.ts';
import { exactMixture, targetNamed } from '../../src/distributions/index.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { karras } from '../../src/noise.ts';
import type { Points } from '../../src/points.ts';
import { heun } from '../../src/samplers/index.ts';

const samples = 4000;
const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
const distance = (a: Points, b: Points) => slicedWasserstein(a, b, { projections: 48 });

/** The mean of some values, and its standard error. */
function meanOf(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

test.each(['eight_gaussians', 'twenty_five_gaussians'])(
  'Heun on 40 levels with the exact score of %s is as far from it as perfect draws are',
  async (name) => {
    const target = targetNamed(name);
    const score = exactMixture(target)!;
    const noise = karras({ from: 50, to: 0.002, levels: 40 });
    const engine = createCpuEngine();
    const distances: number[] = [];
    for (const seed of seeds) {
      using sampler = await engine.sampler({ score, noise, method: heun(), particles: samples, seed });
      expect(sampler.total).toBe(79);
      for await (const _ of sampler.run({ reportEvery: 79 }));
      distances.push(distance(await sampler.samples(), target.sample(samples, { seed: 900_000 + seed })));
    }
    const found = meanOf(distances);
    const repeats = 40;
    const floor = sampleFloor(target, { samples, repeats }, distance);
    // Both means scatter; three and a half standard errors of their difference leave one false alarm in two thousand.
    const allowed = 3.5 * Math.hypot(found.error, floor.deviation / Math.sqrt(repeats));
    expect(Math.abs(found.mean - floor.mean)).toBeLessThan(allowed);
    // And the allowance is small enough to tell something.
    expect(allowed).toBeLessThan(0.6 * floor.mean);
  },
);
