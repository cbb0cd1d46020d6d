import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine, SamplerOptions } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { DeviceError, DisposedError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import type { Score } from '../../src/fields/score.ts';
import { mlp } from '../../src/network.ts';
import { geometric, noise } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { annealedLangevin, constant, heun } from '../../src/samplers/index.ts';
import { collect, plane, sampled } from '../engine_suite/fixtures.ts';
import { methods, ownProgram, programSuite, requireSame } from '../engine_suite/program_suite.ts';
import { engines } from '../gpu/engines.ts';
import { modelOf } from './shapes.ts';

let pair: { device: Engine; cpu: Engine };
/** Compiles small networks into their kernel for any number of particles. */
let freezing: Engine;
/** Has room for few intermediate results, so that ranges of particles go one after the other. */
let small: Engine;
beforeAll(async () => {
  pair = await engines();
  freezing = await createWebgpuEngine({ freezeFrom: 0 });
  small = await createWebgpuEngine({ scratchBytes: 64 * 1024 });
});
afterAll(() => {
  freezing.dispose();
  small.dispose();
});

programSuite(() => pair.device);

/** A network that pulls particles towards the middle at every level, so that they stay near it as with a trained one. */
function attractor(dimension: number, hidden: number) {
  const model = modelOf([dimension, [hidden], 'silu']);
  const parameters = model.parameters.map((value) => 0.2 * value);
  // A residual −2·tanh(x_j) on the first units.
  for (let j = 0; j < dimension; j++) {
    parameters[j * hidden + j] = 1;
    parameters[(dimension + 2) * hidden + j * dimension + j] = -2;
  }
  return { ...model, network: mlp({ dimension, hidden: [hidden], activation: 'tanh' }), parameters };
}

const oracle = gaussianMixture({ weights: [0.1, 0.9], means: [[-3], [3]], deviations: [1, 1] });
const wide = gaussianMixture({
  weights: [1, 2],
  means: [Array(10).fill(-1), Array(10).fill(1)],
  deviations: [1, 0.7],
});
/** A rotation and a pull to the middle, in any dimension. */
const swirl = (dimension: number) =>
  customScore({
    dimension,
    wgsl: `fn score(x: array<f32, ${dimension}>, sigma: f32) -> array<f32, ${dimension}> {
      var s: array<f32, ${dimension}>;
      for (var j = 0; j < ${dimension}; j++) {
        s[j] = (0.5 * x[(j + 1) % ${dimension}] - x[j]) / (1.0 + sigma * sigma);
      }
      return s;
    }`,
    cpu: (x, sigma) => x.map((value, j) => (0.5 * x[(j + 1) % dimension]! - value) / (1 + sigma ** 2)),
  });
const deep = modelOf([2, [24, 8], 'tanh', { conditioning: 'log-sigma', output: { edm: 1 } }]);
const mixed = combination([
  { score: attractor(2, 40), weight: 0.5 },
  { score: deep, weight: 0.75 },
  { score: plane, weight: -0.25 },
  { score: swirl(2), weight: 1 },
]);

const ladder = geometric({ from: 2, to: 0.05, levels: 12 });

const scores: readonly (readonly [string, Score])[] = [
  ['a network in lanes', attractor(1, 64)],
  ['a network in lanes, two dimensions', attractor(2, 40)],
  ['a network in planes', attractor(5, 24)],
  ['a network in planes that gives EDM output', deep],
  ['a mixture in lanes', oracle],
  ['a mixture in planes', wide],
  ['a network frozen into its kernel', attractor(1, 64)],
  ['a network frozen into its kernel, two dimensions', attractor(2, 21)],
  ['a combination of them', mixed],
  ['a custom score in lanes', swirl(2)],
  ['a custom score in planes', swirl(9)],
];

describe.each(scores)('%s', (name, score) => {
  test.each(methods)('%s: in lockstep with the CPU', async (_, make) => {
    const device = name.includes('frozen') ? freezing : pair.device;
    for (const end of ['zero', 'last'] as const) {
      // 257 particles: the last quad holds one.
      const options: SamplerOptions = { score, noise: ladder, particles: 257, method: make(end), seed: 3 };
      const [ours, reference] = [await sampled(device, options), await sampled(pair.cpu, options)];
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

describe.each(scores)('%s', (name, score) => {
  test('a program of a user, in lockstep with the CPU', async () => {
    const device = name.includes('frozen') ? freezing : pair.device;
    const options: SamplerOptions = { score, particles: 257, method: ownProgram, seed: 3, initial: { deviation: 1.5 } };
    const [ours, reference] = [await sampled(device, options), await sampled(pair.cpu, options)];
    const errors = ours.map((value, i) => Math.abs(value - reference[i]!));
    // Eight updates in float32 at magnitudes up to 10, one of them of factors that add up to 2.
    expect(Math.max(...errors)).toBeLessThan(5e-5);
  });

  test('particle i is the same to the last bit, whatever number, chunks, scratch memory and interruptions', async () => {
    const [device, other] = name.includes('frozen') ? [freezing, freezing] : [pair.device, small];
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
      requireSame(await sampled(other, options), all);
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

/** An engine, and the device under it. */
async function exposedEngine(): Promise<{ engine: Engine; gpu: GPUDevice }> {
  const adapter = await findAdapter();
  let gpu: GPUDevice | undefined;
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    gpu = await requestDevice.call(adapter, descriptor);
    return gpu;
  };
  return { engine: await createWebgpuEngine({ adapter }), gpu: gpu! };
}

const long = {
  noise: noise([1]),
  method: annealedLangevin({ perLevel: 1_000_000, size: constant({ size: 0.01 }) }),
  particles: 4000,
};
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const many = points(
  Float32Array.from({ length: 600_000 }, (_, i) => Math.sin(i)),
  2,
);

/** What it ends in is an error of this library that says something. */
async function requireDeviceError(pending: Promise<unknown>): Promise<void> {
  const error: unknown = await pending.then(
    () => 'no error',
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(DeviceError);
  expect((error as Error).message).toMatch(/^WebGPU: .*\w{4}.*[Mm]ake a new engine/);
}

describe('a device that is lost', () => {
  test.each(scores.filter(([name]) => !name.includes('dimensions')))(
    'under %s ends a run, samples() and what is asked for later with DeviceError',
    async (_, score) => {
      const { engine, gpu } = await exposedEngine();
      using sampler = await engine.sampler({ ...long, score });
      const run = collect(sampler.run());
      await wait(20);
      const samples = sampler.samples();
      gpu.destroy();
      await requireDeviceError(run);
      // It may have been before the loss.
      await samples.catch(() => requireDeviceError(samples));
      await requireDeviceError(sampler.samples());
      await requireDeviceError(collect(sampler.run()));
      await requireDeviceError(engine.sampler({ ...long, score }).then((other) => other.samples()));
      engine.dispose();
    },
  );

  test.each<[string, Score]>([
    ['a network in planes', deep],
    ['a mixture', plane],
    ['a combination', mixed],
    ['a custom score', swirl(2)],
  ])('ends score() of %s with DeviceError', async (_, score) => {
    const { engine, gpu } = await exposedEngine();
    await engine.score({ score, points: points([1, 2], 2), sigma: 1 });
    const pending = engine.score({ score, points: many, sigma: 1 });
    // No task of the event loop passes in between: the device is lost while the call is under way.
    await Promise.resolve();
    gpu.destroy();
    await requireDeviceError(pending);
    await requireDeviceError(engine.score({ score, points: many, sigma: 1 }));
    engine.dispose();
  });

  test('before a custom score was ever compiled is no fault of its source', async () => {
    const { engine, gpu } = await exposedEngine();
    const early = engine.score({ score: swirl(3), points: points([1, 2, 3], 3), sigma: 1 });
    gpu.destroy();
    await requireDeviceError(early);
    await requireDeviceError(engine.score({ score: swirl(4), points: points([1, 2, 3, 4], 4), sigma: 1 }));
    engine.dispose();
  });
});

test('an engine that is disposed of during a run, samples() and score() ends them with DisposedError', async () => {
  const { engine } = await exposedEngine();
  const sampler = await engine.sampler({ ...long, score: mixed });
  const looking = (async () => {
    for (;;) await sampler.samples();
  })();
  const scoring = (async () => {
    for (;;) await engine.score({ score: deep, points: many, sigma: 1 });
  })();
  const run = collect(sampler.run());
  setTimeout(() => engine.dispose(), 50);
  for (const end of await Promise.allSettled([run, looking, scoring])) {
    expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DisposedError) });
  }
  await expect(sampler.samples()).rejects.toBeInstanceOf(DisposedError);
  await expect(engine.sampler({ ...long, score: plane })).rejects.toBeInstanceOf(DisposedError);
});

test('parts of a sum that take different numbers of particles at a time do not run into each other', async () => {
  // In 64 KiB the layers of the one have room for 64 quads; the other takes 256 at a time, or 128.
  const tall = modelOf([1, [130, 130], 'tanh']);
  for (const parts of [
    [attractor(1, 64), tall],
    [tall, attractor(1, 64), oracle],
  ]) {
    const score = combination(parts.map((part) => ({ score: part, weight: 0.5 })));
    const at = points(Float32Array.from({ length: 3001 }, (_, i) => 3 * Math.sin(i)));
    const whole = await pair.device.score({ score, points: at, sigma: 1 });
    requireSame((await small.score({ score, points: at, sigma: 1 })).values, whole.values);
    const reference = await pair.cpu.score({ score, points: at, sigma: 1 });
    // As of each network, see score_network.test.ts.
    whole.values.forEach((s, i) => expect(Math.abs(s - reference.values[i]!)).toBeLessThan(2e-5));
  }
});
