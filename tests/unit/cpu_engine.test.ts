import { describe, expect, test } from 'vitest';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import { engineSuite } from '../engine_suite/index.ts';
import { processorSuite } from '../engine_suite/processor_suite.ts';

describe('the CPU engine', () => {
  engineSuite(async () => createCpuEngine());
  processorSuite(createCpuEngine, async () => createCpuEngine());

  const noise = geometric({ from: 2, to: 0.5, levels: 16 });
  const target = tutorialTarget();

  test('describes itself', () => {
    expect(createCpuEngine()).toMatchObject({ kind: 'cpu', adapter: { type: 'none' } });
  });

  test('broken off in the middle of a step leaves no trace of it', async () => {
    const engine = createCpuEngine();
    const wide = { network: mlp({ dimension: 1, hidden: [512, 512] }), noise, data: target.sample(256, { seed: 1 }) };
    const trainer = await engine.trainer(wide);
    const before = await trainer.model();
    // A step takes seconds.
    await expect(trainer.run({ steps: 1, signal: AbortSignal.timeout(50) }).next()).rejects.toThrow(/timeout/);
    expect(trainer.step).toBe(0);
    expect(await trainer.model()).toEqual(before);

    const method = annealedLangevin({ perLevel: 1, size: constant({ size: 0.01 }) });
    const sampler = await engine.sampler({ score: before, noise, particles: 10_000, method });
    const start = await sampler.samples();
    await expect(sampler.run({ signal: AbortSignal.timeout(50) }).next()).rejects.toThrow(/timeout/);
    expect(sampler.completed).toBe(0);
    expect(await sampler.samples()).toEqual(start);
  });
});
