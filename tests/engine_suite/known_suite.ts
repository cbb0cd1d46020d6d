import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { sampleEnsemble } from '../../src/ensemble.ts';
import type { Known } from '../../src/known.ts';
import type { Model } from '../../src/network.ts';
import { mlp } from '../../src/network.ts';
import type { Points } from '../../src/points.ts';
import { keyOf, streams } from '../../src/random.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { heun } from '../../src/samplers/index.ts';
import { stage } from '../../src/samplers/program.ts';
import { collect, ladder, linear, normalOf, plane, refusal, sampled } from './fixtures.ts';
import { ownProgram } from './program_suite.ts';

const particles = 37;
/** Of each particle the first coordinate, the second, both or none is known. */
const maskOf = (p: number): readonly [number, number] => [p & 1, (p >> 1) & 1];
const mask = Uint8Array.from({ length: 2 * particles }, (_, i) => maskOf(i >> 1)[i & 1]!);
const values: Points = {
  values: Float64Array.from({ length: 2 * particles }, (_, i) => (mask[i] ? Math.sin(i) + 1e-9 : Number.NaN)),
  shape: [particles, 2],
};
const ofEach: Known = { mask, values };
const ofAll: Known = { mask: [false, true], values: [Number.NaN, 0.7] };

/** What every engine makes of known coordinates. */
export function knownSuite(engine: () => Engine): void {
  const options: SamplerOptions = { score: plane, method: ownProgram, particles, seed: 5, firstParticle: 8 };
  const key = keyOf(5);

  describe('known coordinates', () => {
    test.each([
      ['of each particle, from given points', ofEach, plane.sample(particles, { seed: 8 })],
      ['of all particles, from given points', ofAll, plane.sample(particles, { seed: 8 })],
      ['of each particle, from normals', ofEach, undefined],
      ['of all particles, from normals', ofAll, undefined],
    ])('%s are their values with the noise of the next update, in a plain loop', async (_, known, initial) => {
      const start = { mean: [0.5, -0.25], deviation: [2, 1] };
      using sampler = await engine().sampler({ ...options, known, initial: initial ?? start });
      const { values: first } = await sampler.samples();
      const runs = sampler.run({ reportEvery: 5 });
      await runs.next();
      const { values: middle } = await sampler.samples();
      await collect(runs);
      const { values: last } = await sampler.samples();
      const sigmas = ownProgram.stages.flatMap(({ sigma, count }) => Array<number>(count).fill(sigma));
      for (let p = 0; p < particles; p++) {
        const given = [0, 1].map((j) => {
          if (known === ofAll) return j === 1 ? 0.7 : undefined;
          return maskOf(p)[j] ? values.values[2 * p + j]! : undefined;
        });
        /** After so many updates. */
        const replaced = (x: number[], updates: number): number[] =>
          x.map((value, j) => {
            const known = given[j];
            if (known === undefined) return value;
            return known + (sigmas[updates] ?? 0) * normalOf(8 + p, j, updates, streams.known, key);
          });
        let x = replaced(
          [0, 1].map((j) => {
            if (initial) return initial.values[2 * p + j]!;
            return start.mean[j]! + start.deviation[j]! * normalOf(8 + p, j, 0, streams.particles, key);
          }),
          0,
        );
        // Normals of magnitude up to 6 in float32.
        x.forEach((value, j) => expect(Math.abs(first[2 * p + j]! - value)).toBeLessThan(1e-5));
        let m = [0, 0];
        let number = 0;
        for (const { sigma, count, a, b, c, d, e, f } of ownProgram.stages) {
          for (let i = 0; i < count; i++, number++) {
            const s = plane.perturbed(sigma).score(x);
            const z = [0, 1].map((j) => normalOf(8 + p, j, number, streams.langevin, key));
            const next = x.map((_, j) => a * x[j]! + b * s[j]! + c * m[j]! + d * z[j]!);
            if (e !== 0 || f !== 0) m = x.map((_, j) => e * x[j]! + f * s[j]!);
            x = replaced(next, number + 1);
            // Up to eight updates in float32 at magnitudes up to 10, whose factors do not add up to more than 2.
            if (number === 4) x.forEach((value, j) => expect(Math.abs(middle[2 * p + j]! - value)).toBeLessThan(5e-5));
          }
        }
        x.forEach((value, j) => expect(Math.abs(last[2 * p + j]! - value)).toBeLessThan(5e-5));
        given.forEach((value, j) => {
          if (value !== undefined) expect(last[2 * p + j]).toBe(value);
        });
      }
    });

    test('end as the very numbers that were given, whatever the units of the model', async () => {
      const model: Model = {
        ...{ kind: 'network', network: mlp({ dimension: 2, hidden: [] }), noise: ladder, parameters: linear },
        transform: { shift: [100, 0.1], scale: [3, 0.7] },
      };
      const given = { ...options, score: model, method: heun(), noise: ladder };
      using sampler = await engine().sampler({ ...given, known: ofEach });
      await collect(sampler.run());
      const samples = await sampler.samples();
      expect(samples.values).toBeInstanceOf(Float64Array);
      values.values.forEach((value, i) => {
        if (mask[i]) expect(samples.values[i]).toBe(value);
      });
      // Those that come in float32 leave the samples in it.
      const narrow = { mask, values: { values: Float32Array.from(values.values), shape: values.shape } };
      using other = await engine().sampler({ ...given, known: narrow });
      await collect(other.run());
      const inFloat32 = await other.samples();
      expect(inFloat32.values).toEqual(Float32Array.from(samples.values));
      // Where no update is made, too.
      using still = await engine().sampler({ ...given, method: { stages: [], end: 0 }, known: ofAll });
      expect((await still.samples()).values.filter((_, i) => i % 2 === 1)).toEqual(
        new Float64Array(particles).fill(0.7),
      );
    });

    test('are of each particle in any chunks, and in those of several networks', async () => {
      const all = { ...options, known: ofEach };
      const whole = await sampled(engine(), all);
      const parts = await collect(sampleInChunks(engine(), all, { chunk: 12 }));
      expect(Float32Array.from(parts.flatMap(({ values }) => [...values]))).toEqual(whole);
      const flags = { ...all, known: { mask: Array.from(mask, Boolean), values } };
      const others = await collect(sampleInChunks(engine(), flags, { chunk: 20 }));
      expect(Float32Array.from(others.flatMap(({ values }) => [...values]))).toEqual(whole);
      const one: Model = {
        kind: 'network',
        network: mlp({ dimension: 2, hidden: [] }),
        noise: ladder,
        parameters: linear,
      };
      const { score, ...rest } = all;
      const drawn = await collect(sampleEnsemble(engine(), { ...rest, models: [one, one] }, { chunk: 12 }));
      const joined = drawn.flatMap(({ values }) => [...values]);
      values.values.forEach((value, i) => {
        if (mask[i]) expect(joined[i]).toBe(value);
      });
    });

    test('of some chunks alone leave all chunks in float64', async () => {
      const late = { mask: mask.map((flag, i) => (i < 2 * 12 ? 0 : flag)), values };
      const parts = await collect(sampleInChunks(engine(), { ...options, known: late }, { chunk: 12 }));
      for (const part of parts) expect(part.values).toBeInstanceOf(Float64Array);
      const whole = await sampled(engine(), { ...options, known: late });
      expect(Float32Array.from(parts.flatMap((part) => [...part.values]))).toEqual(whole);
    });

    test('that are none change nothing', async () => {
      const none = { mask: [0, 0], values: [Number.NaN, Number.NaN] };
      expect(await sampled(engine(), { ...options, known: none })).toEqual(await sampled(engine(), options));
    });

    test('are kept as they were when the caller changes his own', async () => {
      const own = { mask: mask.slice(), values: { values: values.values.slice(), shape: values.shape } };
      using sampler = await engine().sampler({ ...options, known: own });
      own.mask.fill(1);
      own.values.values.fill(9);
      await collect(sampler.run());
      expect(Float32Array.from((await sampler.samples()).values)).toEqual(
        await sampled(engine(), { ...options, known: ofEach }),
      );
    });

    test.each<[string, unknown]>([
      ['known', 5],
      ['known.mask', { values: [1, 2] }],
      ['known.mask', { mask: [true], values: [1, 2] }],
      ['known.mask', { mask: 'ab', values: [1, 2] }],
      ['known.mask', { mask: new Uint8Array(2 * particles - 1), values: [1, 2] }],
      ['known.mask[1]', { mask: [true, 2], values: [1, 2] }],
      ['known.mask[0]', { mask: ['yes', 0], values: [1, 2] }],
      ['known.values', { mask: [1, 0] }],
      ['known.values', { mask: [1, 0], values: [1] }],
      ['known.values[0]', { mask: [1, 0], values: ['1', 2] }],
      ['known.values', { mask: [1, 0], values: [Number.NaN, 2] }],
      ['known.values', { mask: [1, 0], values: [Infinity, 2] }],
      ['known.values', { mask: [1, 0], values: [1e39, 2] }],
      ['known.values', { mask: [1, 0], values: { values: [1, 2], shape: [particles, 2] } }],
      [
        'known.values',
        { mask: [1, 0], values: { values: new Float32Array(2 * particles).fill(NaN), shape: [particles, 2] } },
      ],
      ['known.values.shape', { mask: [1, 0], values: { values: new Float32Array(4), shape: [2, 2] } }],
      ['known.values.shape', { mask: [1, 0], values: { values: new Float32Array(4), shape: [particles, 2] } }],
      ['known.masks', { mask: [1, 0], masks: 1, values: [1, 2] }],
    ])('are refused by %s (%#)', async (argument, known) => {
      await expect(engine().sampler({ ...options, known: known as Known })).rejects.toSatisfy(refusal(argument));
      const chunked = collect(sampleInChunks(engine(), { ...options, known: known as Known }, { chunk: 12 }));
      await expect(chunked).rejects.toSatisfy(refusal(argument));
    });

    test('are refused by the row of all particles', async () => {
      const bad = { values: values.values.slice(), shape: values.shape };
      bad.values[2 * 35] = Number.NaN;
      const chunked = collect(sampleInChunks(engine(), { ...options, known: { mask, values: bad } }, { chunk: 12 }));
      await expect(chunked).rejects.toThrow('known.values: got "NaN in row 35, column 0 (from 0)"');
    });

    test('of a stage that diverges are put in their place before it is found', async () => {
      // x₀ leaves the numbers of float32 by itself, but it is known.
      const method = { stages: [stage({ sigma: 1, level: 0, b: 0.1, d: 3e38 })], end: 0 };
      const known = { mask: [1, 1], values: [0.5, 0.25] };
      expect(await sampled(engine(), { ...options, method, known })).toEqual(
        Float32Array.from({ length: 2 * particles }, (_, i) => (i % 2 ? 0.25 : 0.5)),
      );
    });
  });
}
