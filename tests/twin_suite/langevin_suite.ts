import { expect, test } from 'vitest';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import { sampled } from '../engine_suite/fixtures.ts';
import type { Others, Pair } from './pair.ts';
import { attractor, frozenScores, oracle, wide } from './scores.ts';
import { modelOf } from './shapes.ts';

const edmByWaves = { conditioning: { fourier: 3 }, output: { edm: 1 } } as const;

/** Annealed Langevin dynamics stay in lockstep with the reference. */
export function langevinSuite(engines: Pair, { alike = async () => [], freezing }: Others = {}): void {
  test.each([
    ['a network in lanes', attractor(1, 64)],
    ['a network in lanes, two dimensions', attractor(2, 40)],
    ['a network in planes', attractor(5, 24)],
    ['a network in lanes with the output of EDM', modelOf([2, [24], 'tanh', { output: { edm: 1 } }])],
    ['a network in planes conditioned on σ by waves', modelOf([2, [24, 8], 'tanh', edmByWaves])],
    ['a mixture in lanes', oracle],
    ['a mixture in planes', wide],
    ...(freezing ? frozenScores : []),
  ] as const)('%s: a trajectory of 1600 steps in lockstep with the CPU', async (name, score) => {
    const { device: usual, cpu } = await engines();
    const device = name.includes('frozen') ? await freezing!() : usual;
    const options: SamplerOptions = {
      score,
      noise: geometric({ from: 2, to: 0.5, levels: 16 }),
      // 257 particles: the last quad holds one.
      particles: 257,
      method: annealedLangevin({ perLevel: 100, size: proportional({ epsilon: 0.0125 }), denoise: true }),
      seed: 3,
    };
    const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
    expect(ours.length).toBe(reference.length);
    const errors = ours.map((value, i) => Math.abs(value - reference[i]!)).sort();
    // Each step rounds; the chain contracts towards the modes, so errors do not add up, but between two modes they may grow
    // for a while. Prototypes: largest 7.5e-5, 99 % 1.8e-5, median 1.6e-6.
    expect(errors.at(-1)).toBeLessThan(1e-3);
    expect(errors[Math.floor(0.99 * errors.length)]).toBeLessThan(1e-4);
    expect(errors[Math.floor(0.5 * errors.length)]).toBeLessThan(1e-5);
  });

  test('particle i is the same whatever the number of particles, the chunks and what else the engine has', async () => {
    const { device } = await engines();
    for (const score of [attractor(1, 64), attractor(2, 20), attractor(5, 8), wide]) {
      const dimension = 'network' in score ? score.network.dimension : score.dimension;
      const noise = geometric({ from: 1, to: 0.5, levels: 3 });
      const options: SamplerOptions = {
        score,
        noise,
        particles: 5000,
        method: annealedLangevin({ perLevel: 7, size: proportional({ epsilon: 0.05 }) }),
        seed: 9,
      };
      const all = await sampled(device, options);
      const few = await sampled(device, { ...options, particles: 10 });
      // The same arithmetic in the same order: equal to the last bit on one device.
      expect(few).toEqual(all.slice(0, 10 * dimension));
      for (const other of await alike()) expect(await sampled(other, options)).toEqual(all);
      const last = await sampled(device, { ...options, firstParticle: 4096, particles: 904 });
      expect(last).toEqual(all.slice(4096 * dimension));
      const sampler = await device.sampler(options);
      for await (const { completed } of sampler.run({ reportEvery: 4 })) if (completed > 9) break;
      for await (const _ of sampler.run({ reportEvery: 5 }));
      expect((await sampler.samples()).values).toEqual(all);
      sampler.dispose();
    }
  });

  test('particles too many for one submission take the same steps, range by range', async () => {
    const { device } = await engines();
    const options: SamplerOptions = {
      score: attractor(1, 64),
      noise: geometric({ from: 1, to: 0.5, levels: 2 }),
      // One step of all is more than a first submission takes: they go in ranges, each many steps at a time.
      particles: 100_003,
      method: annealedLangevin({ perLevel: 40, size: proportional({ epsilon: 0.05 }) }),
      seed: 9,
    };
    const all = await sampled(device, options);
    for (const firstParticle of [0, 48_000, 99_000]) {
      const few = await sampled(device, { ...options, firstParticle, particles: 1003 });
      expect(few).toEqual(all.slice(firstParticle, firstParticle + 1003));
    }
  });

  test('starts from given points, or from normals of a given deviation', async () => {
    const { device, cpu } = await engines();
    const method = annealedLangevin({ perLevel: 0, size: proportional({ epsilon: 0.1 }) });
    const noise = geometric({ from: 1, to: 0.5, levels: 2 });
    const given = points(
      Float32Array.from({ length: 30 }, (_, i) => i),
      10,
    );
    expect(await sampled(device, { score: wide, noise, method, particles: 3, initial: given })).toEqual(given.values);
    const drawn = { score: wide, noise, method, particles: 1001, initial: { deviation: 3 }, seed: 4 };
    const [ours, reference] = [await sampled(device, drawn), await sampled(cpu, drawn)];
    // Three times the error of a normal, see normal.test.ts.
    ours.forEach((value, i) => expect(Math.abs(value - reference[i]!)).toBeLessThan(6e-6));
  });
}
