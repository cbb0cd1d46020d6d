import { afterAll, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine, SamplerOptions } from '../../src/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { inFloat32, points } from '../../src/points.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import { engines } from '../gpu/engines.ts';
import { modelOf } from './shapes.ts';

async function samples(engine: Engine, options: SamplerOptions): Promise<Float32Array> {
  const sampler = await engine.sampler(options);
  for await (const _ of sampler.run());
  const { values } = inFloat32('samples', await sampler.samples());
  sampler.dispose();
  return values;
}

/** A network that pulls particles towards the middle at every level, so that they stay near it as with a trained one. */
function attractor(dimension: number, hidden: readonly number[]) {
  const model = modelOf([dimension, hidden, 'silu']);
  const network = mlp({ dimension, hidden, activation: 'tanh' });
  const parameters = model.parameters.slice();
  const last = hidden.at(-1)!;
  // A residual −tanh(x_j) on the first units, over small other weights.
  parameters.forEach((value, k) => {
    parameters[k] = 0.2 * value;
  });
  for (let j = 0; j < dimension && hidden.length === 1; j++) {
    parameters[j * last + j] = 1;
    parameters[(dimension + 2) * last + j * dimension + j] = -2;
  }
  return { ...model, network, parameters };
}

/** An engine that compiles small networks into their kernel for any number of particles. */
const freezing = createWebgpuEngine({ freezeFrom: 0 });
afterAll(async () => (await freezing).dispose());

const edmByWaves = { conditioning: { fourier: 3 }, output: { edm: 1 } } as const;
const oracle = gaussianMixture({ weights: [0.1, 0.9], means: [[-3], [3]], deviations: [1, 1] });
const wide = gaussianMixture({
  weights: [1, 2],
  means: [Array.from({ length: 10 }, () => -1), Array.from({ length: 10 }, () => 1)],
  deviations: [1, 0.7],
});

test.each([
  ['a network in lanes', attractor(1, [64]), 1],
  ['a network in lanes, two dimensions', attractor(2, [40]), 2],
  ['a network in planes', attractor(5, [24]), 5],
  ['a network in lanes with the output of EDM', modelOf([2, [24], 'tanh', { output: { edm: 1 } }]), 2],
  ['a network in planes told σ by waves', modelOf([2, [24, 8], 'tanh', edmByWaves]), 2],
  ['a mixture in lanes', oracle, 1],
  ['a mixture in planes', wide, 10],
  ['a network frozen into its kernel', attractor(1, [64]), 1],
  ['a network frozen into its kernel, two dimensions', attractor(2, [21]), 2],
] as const)('%s: a trajectory of 1600 steps in lockstep with the CPU', async (name, score, dimension) => {
  const { device: usual, cpu } = await engines();
  const device = name.includes('frozen') ? await freezing : usual;
  const options: SamplerOptions = {
    score,
    noise: geometric({ from: 2, to: 0.5, levels: 16 }),
    // 257 particles: the last quad holds one.
    particles: 257,
    method: annealedLangevin({ perLevel: 100, size: proportional({ epsilon: 0.0125 }), denoise: true }),
    seed: 3,
  };
  const [ours, reference] = [await samples(device, options), await samples(cpu, options)];
  expect(ours.length).toBe(257 * dimension);
  const errors = ours.map((value, i) => Math.abs(value - reference[i]!)).sort();
  // Each step rounds; the walk contracts towards the modes, so errors do not add up, but between two modes they may grow
  // for a while. Prototypes: largest 7.5e-5, 99 % 1.8e-5, median 1.6e-6.
  expect(errors.at(-1)).toBeLessThan(1e-3);
  expect(errors[Math.floor(0.99 * errors.length)]).toBeLessThan(1e-4);
  expect(errors[Math.floor(0.5 * errors.length)]).toBeLessThan(1e-5);
});

test('particle i is the same whatever the number of particles, the chunks and the scratch memory', async () => {
  const { device } = await engines();
  const small = await createWebgpuEngine({ scratchBytes: 64 * 1024 });
  for (const score of [attractor(1, [64]), attractor(2, [20]), attractor(5, [8]), wide]) {
    const dimension = 'network' in score ? score.network.dimension : score.dimension;
    const noise = geometric({ from: 1, to: 0.5, levels: 3 });
    const options: SamplerOptions = {
      score,
      noise,
      particles: 5000,
      method: annealedLangevin({ perLevel: 7, size: proportional({ epsilon: 0.05 }) }),
      seed: 9,
    };
    const all = await samples(device, options);
    const few = await samples(device, { ...options, particles: 10 });
    // The same arithmetic in the same order: equal to the last bit on one device.
    expect(few).toEqual(all.slice(0, 10 * dimension));
    expect(await samples(small, options)).toEqual(all);
    const last = await samples(device, { ...options, firstParticle: 4096, particles: 904 });
    expect(last).toEqual(all.slice(4096 * dimension));
    const sampler = await device.sampler(options);
    for await (const { completed } of sampler.run({ reportEvery: 4 })) if (completed > 9) break;
    for await (const _ of sampler.run({ reportEvery: 5 }));
    expect((await sampler.samples()).values).toEqual(all);
    sampler.dispose();
  }
  small.dispose();
});

test('particles too many for one submission take the same steps, range by range', async () => {
  const { device } = await engines();
  const options: SamplerOptions = {
    score: attractor(1, [64]),
    noise: geometric({ from: 1, to: 0.5, levels: 2 }),
    // One step of all is more than a first submission takes: they go in ranges, each many steps at a time.
    particles: 100_003,
    method: annealedLangevin({ perLevel: 40, size: proportional({ epsilon: 0.05 }) }),
    seed: 9,
  };
  const all = await samples(device, options);
  for (const firstParticle of [0, 48_000, 99_000]) {
    const few = await samples(device, { ...options, firstParticle, particles: 1003 });
    expect(few).toEqual(all.slice(firstParticle, firstParticle + 1003));
  }
});

test('particles drawn in parts are frozen as their whole is', async () => {
  const engine = await createWebgpuEngine({ freezeFrom: 1000 * 21 });
  const options: SamplerOptions = {
    score: attractor(1, [64]),
    noise: geometric({ from: 1, to: 0.5, levels: 3 }),
    particles: 1000,
    method: annealedLangevin({ perLevel: 7, size: proportional({ epsilon: 0.05 }) }),
    seed: 9,
  };
  const all = await samples(engine, options);
  const parts = [0, 600].map((firstParticle) => ({
    ...options,
    firstParticle,
    particles: firstParticle ? 400 : 600,
    outOf: 1000,
  }));
  expect(await samples(engine, parts[0]!)).toEqual(all.slice(0, 600));
  expect(await samples(engine, parts[1]!)).toEqual(all.slice(600));
  engine.dispose();
});

test('starts from given points, or from normals of a given deviation', async () => {
  const { device, cpu } = await engines();
  const method = annealedLangevin({ perLevel: 0, size: proportional({ epsilon: 0.1 }) });
  const noise = geometric({ from: 1, to: 0.5, levels: 2 });
  const given = points(
    Float32Array.from({ length: 30 }, (_, i) => i),
    10,
  );
  expect(await samples(device, { score: wide, noise, method, particles: 3, initial: given })).toEqual(given.values);
  const drawn = { score: wide, noise, method, particles: 1001, initial: { deviation: 3 }, seed: 4 };
  const [ours, reference] = [await samples(device, drawn), await samples(cpu, drawn)];
  // Three times the error of a normal, see normal.test.ts.
  ours.forEach((value, i) => expect(Math.abs(value - reference[i]!)).toBeLessThan(6e-6));
});
