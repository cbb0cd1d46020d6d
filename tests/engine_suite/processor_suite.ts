import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { DisposedError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { mlp } from '../../src/network.ts';
import { geometric, noise } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { annealedLangevin, constant, euler } from '../../src/samplers/index.ts';
import { wavy } from './field_suite.ts';
import { collect, ladder, plane, refusal, target } from './fixtures.ts';

/** What engines that compute on the processor promise besides. */
export function processorSuite(engine: () => Engine, makeEngine: () => Promise<Engine>): void {
  describe("a function of a user's own, on the processor", () => {
    test('is wanted in TypeScript, and a refusal says so', async () => {
      const own = customScore({ dimension: 2, wgsl: wavy(2).wgsl! });
      const sum = combination([
        { score: plane, weight: 1 },
        { score: own, weight: 1 },
      ]);
      for (const score of [own, sum]) {
        const request = engine().score({ score, points: points([1, 2], 2), sigma: 1 });
        await expect(request).rejects.toSatisfy(refusal('score.cpu'));
        await expect(request).rejects.toThrow('Give customScore a twin in TypeScript: cpu.');
        await expect(engine().sampler({ score, noise: ladder, method: euler(), particles: 3 })).rejects.toThrow('cpu');
      }
    });

    test('needs no WGSL', async () => {
      const own = customScore({ dimension: 1, cpu: ([x], sigma) => [-x! / sigma ** 2] });
      const { values } = await engine().score({ score: own, points: points([4]), sigma: 2 });
      expect([...values]).toEqual([-1]);
    });

    test('passes on what it throws, also from the middle of a run, which can go on', async () => {
      const fault = new Error('by the user');
      const failing = customScore({
        dimension: 1,
        cpu: () => {
          throw fault;
        },
      });
      await expect(engine().score({ score: failing, points: points([4]), sigma: 2 })).rejects.toBe(fault);
      let calls = 0;
      const once = customScore({
        dimension: 1,
        cpu: ([x], sigma) => {
          // In the second of three updates of five particles.
          if (calls++ === 7) throw fault;
          return [-x! / sigma ** 2];
        },
      });
      const options = { noise: geometric({ from: 2, to: 1, levels: 3 }), method: euler(), particles: 5, seed: 1 };
      using sampler = await engine().sampler({ ...options, score: once });
      await expect(collect(sampler.run())).rejects.toBe(fault);
      expect(sampler.completed).toBeLessThan(2);
      await collect(sampler.run());
      using other = await engine().sampler({ ...options, score: once });
      await collect(other.run());
      expect(await sampler.samples()).toEqual(await other.samples());
    });
  });

  test('gives way to timers during a long run, and so can be stopped by one', async () => {
    const ladder = geometric({ from: 2, to: 0.5, levels: 16 });
    const data = target.sample(1024, { seed: 1 });
    using trainer = await engine().trainer({ data, network: mlp({ dimension: 1, hidden: [64] }), noise: ladder });
    // Without giving way, none of these signals would come before the end, which is minutes away.
    const run = trainer.run({ steps: 1e6, signal: AbortSignal.timeout(100) });
    await expect(run.next()).rejects.toThrow(/timeout|timed out/);
    const method = annealedLangevin({ perLevel: 1e6, size: constant({ size: 0.01 }) });
    using sampler = await engine().sampler({ score: target, noise: ladder, particles: 1000, method });
    await expect(sampler.run({ signal: AbortSignal.timeout(100) }).next()).rejects.toThrow(/timeout|timed out/);
    expect(sampler.completed).toBeGreaterThan(0);
  });

  test('that is disposed of during a run, samples and a score ends them with DisposedError', async () => {
    const doomed = await makeEngine();
    const method = annealedLangevin({ perLevel: 100_000, size: constant({ size: 0.01 }) });
    const sampler = await doomed.sampler({ score: plane, noise: noise([1]), method, particles: 4000 });
    const trainer = await doomed.trainer({ data: plane.sample(1024, { seed: 1 }), network: deep, noise: ladder });
    const running = [collect(sampler.run()), collect(trainer.run({ steps: 1e6 }))];
    const looking = (async () => {
      for (;;) await sampler.samples();
    })();
    const scoring = (async () => {
      for (;;) await doomed.score({ score: plane, points: points(new Float32Array(200_000), 2), sigma: 1 });
    })();
    setTimeout(() => doomed.dispose(), 20);
    for (const end of await Promise.allSettled([...running, looking, scoring])) {
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DisposedError) });
      expect(String((end as PromiseRejectedResult).reason)).toContain('this engine was disposed');
    }
  });
}

const deep = mlp({ dimension: 2, hidden: [64, 64] });
