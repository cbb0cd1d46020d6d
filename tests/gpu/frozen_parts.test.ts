import { expect, test } from 'vitest';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { geometric } from '../../src/noise.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import { sampled } from '../engine_suite/fixtures.ts';
import { attractor } from '../twin_suite/scores.ts';

test('particles drawn in parts are frozen as their whole is', async () => {
  const engine = await createWebgpuEngine({ freezeFrom: 1000 * 21 });
  const options: SamplerOptions = {
    score: attractor(1, 64),
    noise: geometric({ from: 1, to: 0.5, levels: 3 }),
    particles: 1000,
    method: annealedLangevin({ perLevel: 7, size: proportional({ epsilon: 0.05 }) }),
    seed: 9,
  };
  const all = await sampled(engine, options);
  const parts = [0, 600].map((firstParticle) => ({
    ...options,
    firstParticle,
    particles: firstParticle ? 400 : 600,
    outOf: 1000,
  }));
  expect(await sampled(engine, parts[0]!)).toEqual(all.slice(0, 600));
  expect(await sampled(engine, parts[1]!)).toEqual(all.slice(600));
  engine.dispose();
});
