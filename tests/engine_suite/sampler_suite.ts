import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { SamplingDivergedError } from '../../src/errors.ts';
import { type Model, mlp } from '../../src/network.ts';
import { noise as levels } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { keyOf, streams } from '../../src/random.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import {
  abortAtFirst,
  collect,
  ladder,
  langevin,
  linear,
  linearScore,
  normalOf,
  plane,
  refusal,
  sampled,
  sampling,
} from './fixtures.ts';

/** What every sampler promises. */
export function samplerSuite(engine: () => Engine): void {
  describe('a sampler', () => {
    test('makes the updates of its program and reports once a level', async () => {
      using sampler = await engine().sampler(sampling);
      expect([sampler.completed, sampler.total]).toEqual([0, 9]);
      expect(await collect(sampler.run())).toEqual([
        { level: 0, step: 2, completed: 2, total: 9 },
        { level: 1, step: 3, completed: 5, total: 9 },
        { level: 3, step: 4, completed: 9, total: 9 },
      ]);
      expect(sampler.completed).toBe(9);
      const { values, shape } = await sampler.samples();
      expect(shape).toEqual([21, 1]);
      expect(values.every(Number.isFinite)).toBe(true);
    });

    test('reports as often as asked', async () => {
      using sampler = await engine().sampler(sampling);
      const reports = await collect(sampler.run({ reportEvery: 4 }));
      expect(reports.map(({ level, step, completed }) => [level, step, completed])).toEqual([
        [1, 2, 4],
        [3, 3, 8],
        [3, 4, 9],
      ]);
    });

    test('starts from normals of the asked deviation', async () => {
      using sampler = await engine().sampler({ ...sampling, score: plane, initial: { deviation: 2.5 } });
      const { values } = await sampler.samples();
      const key = keyOf(5);
      values.forEach((x, at) => {
        const z = normalOf(Math.floor(at / 2), at % 2, 0, streams.particles, key);
        // Normals of magnitude up to 6 in float32, times 2.5.
        expect(Math.abs(x - 2.5 * z)).toBeLessThan(1e-5);
      });
    });

    test('takes the steps of its definition', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const method = annealedLangevin({ perLevel: [0, 1, 0, 1], size: constant({ size: 0.1 }) });
      using sampler = await engine().sampler({ ...sampling, score: plane, initial, method });
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const key = keyOf(5);
      for (let p = 0; p < 21; p++) {
        let x = [...initial.values.subarray(2 * p, 2 * p + 2)];
        [1, 3].forEach((level, step) => {
          const score = plane.perturbed(ladder.levels[level]!).score(x);
          x = x.map(
            (value, j) => value + 0.1 * score[j]! + Math.sqrt(0.2) * normalOf(p, j, step, streams.langevin, key),
          );
        });
        // Two steps in float32 at magnitudes up to 5.
        x.forEach((value, j) => expect(Math.abs(values[2 * p + j]! - value)).toBeLessThan(1e-5));
      }
    });

    test('denoises by the last of its updates, once', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const method = annealedLangevin({ perLevel: 0, size: constant({ size: 0.1 }), denoise: true });
      using sampler = await engine().sampler({ ...sampling, score: plane, initial, method });
      expect([sampler.completed, sampler.total]).toEqual([0, 1]);
      expect(await collect(sampler.run())).toEqual([{ level: 3, step: 1, completed: 1, total: 1 }]);
      expect(await collect(sampler.run())).toEqual([]);
      const { values } = await sampler.samples();
      const last = plane.perturbed(0.5);
      for (let p = 0; p < 21; p++) {
        const x = initial.values.subarray(2 * p, 2 * p + 2);
        last.score(x).forEach((s, j) => expect(values[2 * p + j]).toBeCloseTo(x[j]! + 0.25 * s, 5));
      }
    });

    test('leaves given points as they are until it runs', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const kept = initial.values.slice();
      using sampler = await engine().sampler({ ...sampling, score: plane, initial });
      expect((await sampler.samples()).values).toEqual(kept);
      await collect(sampler.run());
      expect(initial.values).toEqual(kept);
    });

    test('follows a trained model at its own noise levels', async () => {
      const model: Model = {
        kind: 'network',
        network: mlp({ dimension: 2, hidden: [] }),
        noise: ladder,
        parameters: linear,
      };
      const method = annealedLangevin({ perLevel: [1, 0, 0, 0], size: constant({ size: 0.1 }) });
      const initial = plane.sample(21, { seed: 8 });
      using sampler = await engine().sampler({ score: model, particles: 21, method, seed: 5, initial });
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const key = keyOf(5);
      for (let p = 0; p < 21; p++) {
        const x = [...initial.values.subarray(2 * p, 2 * p + 2)];
        linearScore(x, 2).forEach((s, j) => {
          const expected = x[j]! + 0.1 * s + Math.sqrt(0.2) * normalOf(p, j, 0, streams.langevin, key);
          expect(Math.abs(values[2 * p + j]! - expected)).toBeLessThan(1e-5);
        });
      }
    });

    test('moves particle i in the same way whatever their number', async () => {
      const many = await sampled(engine(), { ...sampling, score: plane, particles: 200 });
      for (const particles of [1, 3, 10, 64, 65]) {
        const few = await sampled(engine(), { ...sampling, score: plane, particles });
        // Another kernel may serve another number: float32 rounding over 9 steps.
        few.forEach((x, at) => expect(Math.abs(x - many[at]!)).toBeLessThan(2e-5));
      }
    });

    test('does the same again for the same seed, and not for another', async () => {
      expect(await sampled(engine(), sampling)).toEqual(await sampled(engine(), sampling));
      expect(await sampled(engine(), { ...sampling, seed: 6 })).not.toEqual(await sampled(engine(), sampling));
    });

    test('does not depend on how often it reports', async () => {
      using sampler = await engine().sampler(sampling);
      await collect(sampler.run({ reportEvery: 1 }));
      expect((await sampler.samples()).values).toEqual(await sampled(engine(), sampling));
    });

    test('refuses to start under an aborted signal', async () => {
      using sampler = await engine().sampler(sampling);
      const reason = new Error('enough');
      await expect(collect(sampler.run({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
      expect(sampler.completed).toBe(0);
    });

    test('broken off and taken up again ends as if never stopped', async () => {
      const options = { ...sampling, score: plane, method: annealedLangevin({ ...langevin, denoise: true }) };
      using sampler = await engine().sampler(options);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = sampler.run({ reportEvery: 4, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      expect(sampler.completed).toBeGreaterThanOrEqual(4);
      await collect(sampler.run());
      expect((await sampler.samples()).values).toEqual(await sampled(engine(), options));
    });

    test('stops when particles are no longer finite, with level, step and the last good state', async () => {
      const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
      // Each step multiplies x by about 10⁶: past the range of float32 within seven steps, on the second level.
      const method = annealedLangevin({ perLevel: 4, size: constant({ size: 3e6 }) });
      using sampler = await engine().sampler({ score, noise: levels([1, 0.5]), particles: 21, method });
      for (const _ of ['at first', 'and again']) {
        await expect(collect(sampler.run())).rejects.toSatisfy(
          (error) =>
            error instanceof SamplingDivergedError && error.level === 1 && 4 + error.step === sampler.completed,
        );
        const { values } = await sampler.samples();
        expect(values.every(Number.isFinite)).toBe(true);
      }
    });

    test('may be disposed of twice, and then refuses to work', async () => {
      const sampler = await engine().sampler(sampling);
      sampler.dispose();
      sampler.dispose();
      await expect(collect(sampler.run())).rejects.toThrow('disposed');
      await expect(sampler.samples()).rejects.toThrow('disposed');
      // The engine is none the worse.
      using another = await engine().sampler(sampling);
      await collect(another.run());
    });

    test('refuses a run while another is under way', async () => {
      using sampler = await engine().sampler(sampling);
      const run = sampler.run();
      const first = run.next();
      await expect(collect(sampler.run())).rejects.toThrow('already running');
      await first;
      await run.return();
      await collect(sampler.run());
    });

    describe('refuses by name', () => {
      const { noise: _, ...withoutNoise } = sampling;
      const model: Model = {
        kind: 'network',
        network: mlp({ dimension: 2, hidden: [] }),
        noise: ladder,
        parameters: linear,
      };
      test.each<[string, SamplerOptions]>([
        ['noise', withoutNoise],
        ['noise.levels', { ...sampling, noise: { levels: [1, 2] } }],
        ['score', { ...sampling, score: {} as never }],
        ['score', { ...sampling, score: undefined as never }],
        ['score.parameters', { ...sampling, score: { ...model, parameters: linear.slice(1) } }],
        ['particles', { ...sampling, particles: 0 }],
        ['particles', { ...sampling, particles: 2.5 }],
        ['seed', { ...sampling, seed: 2 ** 60 }],
        ['initial.deviation', { ...sampling, initial: { deviation: 0 } }],
        ['initial.shape', { ...sampling, initial: points([1, 2, 3]) }],
        ['initial.shape', { ...sampling, initial: points(new Float32Array(42), 2) }],
        ['initial.values', { ...sampling, initial: { values: new Float32Array(21).fill(Number.NaN), shape: [21, 1] } }],
        ['method.perLevel', { ...sampling, method: annealedLangevin({ ...langevin, perLevel: [1, 2] }) }],
        ['method.size[1]', { ...sampling, method: annealedLangevin({ perLevel: 1, size: () => [1, -1, 1, 1] }) }],
      ])('%s (%#)', async (argument, bad) => {
        await expect(engine().sampler(bad)).rejects.toSatisfy(refusal(argument));
      });

      test('more particles than it can hold, and says how many it can', async () => {
        const score = gaussianMixture({ weights: [1], means: [Array(16).fill(0)], deviations: [1] });
        const request = engine().sampler({ ...sampling, score, particles: 0xffff_ffff });
        await expect(request).rejects.toThrow(/particles: got 4294967295, but it must be at most .*\d{6}/);
      });

      test('reportEvery of a run', async () => {
        using sampler = await engine().sampler(sampling);
        await expect(collect(sampler.run({ reportEvery: 0 }))).rejects.toSatisfy(refusal('reportEvery'));
      });
    });
  });
}
