import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { points } from '../../src/points.ts';
import { keyOf, streams } from '../../src/random.ts';
import { type ChunkOptions, type ChunkProgress, sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, constant, proportional } from '../../src/samplers/index.ts';
import { collect, ladder, normalOf, plane, refusal, sampled, sampling } from './fixtures.ts';

const options: SamplerOptions = { ...sampling, score: plane, particles: 201 };

/** What every engine promises of particles that are drawn a part at a time. */
export function chunkSuite(engine: () => Engine): void {
  describe('particles drawn a part at a time', () => {
    test('are those of the whole, from wherever a sampler begins', async () => {
      const whole = await sampled(engine(), options);
      for (const firstParticle of [4, 64, 128]) {
        const part = await sampled(engine(), { ...options, firstParticle, particles: 201 - firstParticle });
        expect(part).toEqual(whole.slice(2 * firstParticle));
      }
    });

    // Where the index of a particle leaves 32 bits, and at the very end of the range of the counter.
    test.each([2 ** 32 - 8, 2 ** 34 - 24])('find their random numbers at index %d', async (firstParticle) => {
      const method = annealedLangevin({ perLevel: [0, 1, 0, 0], size: constant({ size: 0.1 }) });
      const values = await sampled(engine(), { ...sampling, score: plane, particles: 21, firstParticle, method });
      const key = keyOf(5);
      for (let p = 0; p < 21; p++) {
        const number = (j: number, stream: typeof streams.particles | typeof streams.langevin) =>
          normalOf(firstParticle + p, j, 0, stream, key);
        const x = [0, 1].map((j) => number(j, streams.particles));
        plane
          .perturbed(ladder.levels[1]!)
          .score(x)
          .forEach((s, j) => {
            const expected = x[j]! + 0.1 * s + Math.sqrt(0.2) * number(j, streams.langevin);
            // A step in float32 at magnitudes up to 5.
            expect(Math.abs(values[2 * p + j]! - expected)).toBeLessThan(1e-5);
          });
      }
    });

    test('do not depend on the size of the chunks, to the last bit', async () => {
      const whole = await sampled(engine(), options);
      for (const chunk of [4, 12, 100, 200, 204, 4000, undefined]) {
        const size = Math.min(201, chunk ?? 201);
        const parts = await collect(sampleInChunks(engine(), options, chunk === undefined ? {} : { chunk }));
        expect(parts.map(({ shape: [count] }) => count)).toEqual(
          Array.from({ length: Math.ceil(201 / size) }, (_, i) => Math.min(size, 201 - i * size)),
        );
        expect(Float32Array.from(parts.flatMap(({ values }) => [...values]))).toEqual(whole);
      }
    });

    test('go on from where an earlier draw ended, and from given points', async () => {
      const whole = await sampled(engine(), options);
      const rest = await collect(
        sampleInChunks(engine(), { ...options, firstParticle: 100, particles: 101 }, { chunk: 40 }),
      );
      expect(Float32Array.from(rest.flatMap(({ values }) => [...values]))).toEqual(whole.slice(200));
      const given = { ...options, initial: plane.sample(201, { seed: 8 }) };
      const parts = await collect(sampleInChunks(engine(), given, { chunk: 40 }));
      expect(Float32Array.from(parts.flatMap(({ values }) => [...values]))).toEqual(await sampled(engine(), given));
    });

    test('report how far they have come', async () => {
      const reports: ChunkProgress[] = [];
      const listeners: ChunkOptions = { chunk: 100, reportEvery: 5, onProgress: (progress) => reports.push(progress) };
      await collect(sampleInChunks(engine(), options, listeners));
      const completed = [5, 9];
      expect(reports.map(({ drawn, run }) => [drawn, run.completed])).toEqual(
        [0, 100, 200].flatMap((drawn) => completed.map((updates) => [drawn, updates])),
      );
      reports.forEach(({ share }, i) => {
        const [chunk, done] = [Math.floor(i / 2), completed[i % 2]! / 9];
        expect(share).toBeCloseTo((100 * chunk + (chunk < 2 ? 100 : 1) * done) / 201, 12);
      });
      expect(reports.at(-1)!.share).toBe(1);
    });

    test('end when their signal is aborted, and leave the engine as it was', async () => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const drawn: number[] = [];
      const run = async () => {
        for await (const { shape } of sampleInChunks(engine(), options, { chunk: 40, signal: controller.signal })) {
          if (drawn.push(shape[0]) === 2) controller.abort(reason);
        }
      };
      await expect(run()).rejects.toBe(reason);
      expect(drawn).toEqual([40, 40]);
      await collect(sampleInChunks(engine(), sampling));
    });

    test('are no more at a time than a sampler holds', () => {
      for (const dimension of [1, 7, 1000, 65_535]) {
        const busy = engine().busyParticles(dimension);
        expect(busy).toBeGreaterThan(0);
        expect(busy).toBeLessThanOrEqual(engine().mostParticles(dimension));
      }
    });

    describe('refuses by name', () => {
      test.each<[string, SamplerOptions, ChunkOptions]>([
        ['firstParticle', { ...sampling, firstParticle: 2 }, {}],
        ['firstParticle', { ...sampling, firstParticle: -4 }, {}],
        ['firstParticle', { ...sampling, firstParticle: 2 ** 34 - 20 }, {}],
        ['firstParticle', { ...sampling, firstParticle: Number.NaN }, {}],
        ['particles', { ...sampling, particles: 2 ** 34 + 1 }, {}],
        ['chunk', sampling, { chunk: 0 }],
        ['chunk', sampling, { chunk: 6 }],
        ['chunk', sampling, { chunk: 4.5 }],
        ['initial.shape', { ...sampling, initial: points([1, 2, 3]) }, {}],
        ['initial.shape', { ...sampling, initial: points(new Float32Array(42), 2) }, {}],
        ['reportEvery', sampling, { reportEvery: 0 }],
        [
          'method.perLevel',
          { ...sampling, method: annealedLangevin({ perLevel: [1], size: proportional({ epsilon: 1 }) }) },
          {},
        ],
      ])('%s (%#)', async (argument, bad, chunks) => {
        await expect(collect(sampleInChunks(engine(), bad, chunks))).rejects.toSatisfy(refusal(argument));
      });

      test('particles that a sampler alone may not begin at, and says where it may', async () => {
        const request = engine().sampler({ ...sampling, firstParticle: 2 ** 34 - 20 });
        await expect(request).rejects.toThrow(
          'firstParticle: got 17179869164, but it must be a multiple of 4 from 0 to 17179869160',
        );
      });
    });
  });
}
