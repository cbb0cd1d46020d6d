import { describe, expect, test } from 'vitest';
import { combination } from '../../src/fields/combination.ts';
import { fieldOf } from '../../src/fields/index.ts';
import type { Score } from '../../src/fields/score.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { heun, repaint } from '../../src/samplers/index.ts';
import { collect, sampled } from '../engine_suite/fixtures.ts';
import { methods, ownProgram, requireSame } from '../engine_suite/program_suite.ts';
import type { Others, Pair } from './pair.ts';
import { attractor, frozenScores, oracle, scores } from './scores.ts';
import { modelOf } from './shapes.ts';

const ladder = geometric({ from: 2, to: 0.05, levels: 12 });

/** RePaint of 257 particles with every other coordinate known, of all particles alike or of each its own. */
function knownSampling(score: Score, of: string): SamplerOptions {
  const { dimension } = fieldOf(score).describe(score, fieldOf);
  const particles = 257;
  const length = dimension * (of === 'all' ? 1 : particles);
  const mask = Array.from({ length }, (_, i) => (i + Math.floor(i / dimension)) % 2);
  const values = Float32Array.from({ length }, (_, i) => 2 * Math.sin(i));
  return {
    ...{ score, noise: ladder, particles, method: repaint({ resamplings: 3 }), seed: 3 },
    known: { mask, values: of === 'all' ? values : points(values, dimension) },
  };
}

/** All programs with all kinds of scores stay in lockstep with the reference. */
export function lockstepSuite(engines: Pair, { alike = async () => [], freezing }: Others = {}): void {
  const all = [...scores, ...(freezing ? frozenScores : [])];
  const deviceFor = async (name: string) => (name.includes('frozen') ? freezing!() : (await engines()).device);

  describe.each(all)('%s', (name, score) => {
    test.each(methods)('%s: in lockstep with the CPU', async (_, make) => {
      const [device, { cpu }] = [await deviceFor(name), await engines()];
      for (const end of ['zero', 'last'] as const) {
        // 257 particles: the last quad holds one.
        const options: SamplerOptions = { score, noise: ladder, particles: 257, method: make(end), seed: 3 };
        const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
        expect(ours.length).toBe(reference.length);
        const errors = ours.map((value, i) => Math.abs(value - reference[i]!)).sort();
        const at = (share: number) => errors[Math.min(errors.length - 1, Math.floor(share * errors.length))]!;
        // 12 to 36 updates in float32 at magnitudes up to 8, whose factors of x, σ²·s and m add up to less than 2.
        // Measured on two software drivers, over all methods and scores: 1.3e-5, 4.8e-6 and 1.2e-6.
        expect(at(1)).toBeLessThan(1e-4);
        expect(at(0.99)).toBeLessThan(3e-5);
        expect(at(0.5)).toBeLessThan(5e-6);
      }
    });
  });

  describe.each(all)('%s', (name, score) => {
    test.each(['all', 'each'])('known coordinates of %s, in lockstep with the CPU', async (of) => {
      const [device, { cpu }] = [await deviceFor(name), await engines()];
      const options = knownSampling(score, of);
      const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
      const errors = ours.map((value, i) => Math.abs(value - reference[i]!));
      // 34 updates, otherwise as above.
      expect(Math.max(...errors)).toBeLessThan(1e-4);
    });

    test('a program of a user, in lockstep with the CPU', async () => {
      const [device, { cpu }] = [await deviceFor(name), await engines()];
      const options: SamplerOptions = {
        score,
        particles: 257,
        method: ownProgram,
        seed: 3,
        initial: { deviation: 1.5 },
      };
      const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
      const errors = ours.map((value, i) => Math.abs(value - reference[i]!));
      // Eight updates in float32 at magnitudes up to 10, one of them of factors that add up to 2.
      expect(Math.max(...errors)).toBeLessThan(5e-5);
    });

    test('particle i is the same to the last bit, whatever number, chunks, interruptions and engine of the kind', async () => {
      const device = await deviceFor(name);
      const others = name.includes('frozen') ? [] : await alike();
      const other = others[0] ?? device;
      for (const method of [heun({ churn: 2 }), ownProgram]) {
        const options: SamplerOptions = {
          score,
          noise: geometric({ from: 2, to: 0.3, levels: 4 }),
          particles: 5003,
          method,
          seed: 9,
        };
        const all = await sampled(device, options);
        const dimension = all.length / 5003;
        expect(all.every(Number.isFinite)).toBe(true);
        // The same arithmetic in the same order: equal to the last bit on one device.
        requireSame(await sampled(device, { ...options, particles: 10, outOf: 5003 }), all.slice(0, 10 * dimension));
        for (const one of others) requireSame(await sampled(one, options), all);
        const known = knownSampling(score, 'each');
        const whole = await sampled(device, known);
        for (const one of others) requireSame(await sampled(one, known), whole);
        const parts = await collect(sampleInChunks(other, options, { chunk: 1204 }));
        requireSame(Float32Array.from(parts.flatMap(({ values }) => [...values])), all);
        // With churn, even updates are the first of a step's two, whose memory has to wait until the run goes on.
        for (const stop of [2, 3]) {
          using sampler = await other.sampler(options);
          for await (const _ of sampler.run({ reportEvery: stop })) break;
          expect(sampler.completed).toBe(stop);
          await sampler.samples();
          await collect(sampler.run());
          requireSame((await sampler.samples()).values, all);
        }
      }
    });
  });

  test('parts of a sum that take different numbers of particles at a time do not run into each other', async () => {
    // In a scratch of 64 KiB on WebGPU, the layers of the one have room for 64 quads; the other takes 256 at a time, or 128.
    const { device, cpu } = await engines();
    const tall = modelOf([1, [130, 130], 'tanh']);
    for (const parts of [
      [attractor(1, 64), tall],
      [tall, attractor(1, 64), oracle],
    ]) {
      const score = combination(parts.map((part) => ({ score: part, weight: 0.5 })));
      const at = points(Float32Array.from({ length: 3001 }, (_, i) => 3 * Math.sin(i)));
      const whole = await device.score({ score, points: at, sigma: 1 });
      for (const other of await alike())
        requireSame((await other.score({ score, points: at, sigma: 1 })).values, whole.values);
      const reference = await cpu.score({ score, points: at, sigma: 1 });
      // As of each network, see score_network_suite.ts.
      whole.values.forEach((s, i) => expect(Math.abs(s - reference.values[i]!)).toBeLessThan(2e-5));
    }
  });
}
