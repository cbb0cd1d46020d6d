import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../src/create_engine.ts';
import { DeviceLostError } from '../../src/device_lost_error.ts';
import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { adam } from '../../src/optimizer.ts';
import { keyOf, philox, streams, uniform } from '../../src/random.ts';
import type { Sampler, SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, constant, dpmSolver } from '../../src/samplers/index.ts';
import type { TrainerOptions, TrainingProgress } from '../../src/trainer.ts';
import { collect, plane, sampling, training } from '../engine_suite/fixtures.ts';
import { modelOf, relativeError } from '../twin_suite/shapes.ts';
import { type Losses, losable } from './losses.ts';

/** Losses of each run: a hundred on request, by VITE_LOSSES=100. */
const many = Number(import.meta.env.VITE_LOSSES ?? 5);

let losses: Losses;
beforeEach(async () => {
  losses = await losable();
});
afterEach(() => losses.end());

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Loses the device again and again, at random moments: mostly after it has come back and something was done on it. */
async function lose(seed: number, done: () => number): Promise<void> {
  for (const [i, moment] of uniformsOf(seed, many).entries()) {
    const { length } = losses.devices;
    const before = done();
    while (i % 3 > 0 && done() === before) await wait(5);
    await wait(500 * moment);
    losses.devices.at(-1)!.lose();
    while (losses.devices.length === length) await wait(5);
  }
}

/** The same numbers each time. */
function uniformsOf(seed: number, count: number): number[] {
  const words = new Uint32Array(4);
  return Array.from({ length: count }, (_, i) => {
    philox(words, i, 0, 0, streams.data, keyOf(seed));
    return uniform(words[0]!);
  });
}

/** After what was lost, nothing is left on any device but the last. */
function expectOneDevice(engine: Engine): void {
  const left = losses.devices.map(({ buffers }) => buffers.size);
  expect(left.slice(0, -1)).toEqual(left.slice(0, -1).map(() => 0));
  engine.dispose();
  expect(losses.devices.at(-1)!.buffers.size).toBe(0);
}

const trainings: Record<string, TrainerOptions> = {
  'in lanes': { ...training, averaging: { decay: 0.99 }, optimizer: adam({ clip: 1 }) },
  'in planes': {
    ...training,
    data: plane.sample(300, { seed: 1 }),
    network: mlp({ dimension: 2, hidden: [24, 24] }),
    batch: 64,
  },
};

test.each(Object.entries(trainings))(
  'a training %s whose device is lost at random moments ends to the last bit as if nothing had been',
  async (_, options) => {
    const engine = await createWebgpuEngine();
    const trainer = await engine.trainer(options);
    let isOver = false;
    const losing = lose(1, () => trainer.step).finally(() => {
      isOver = true;
    });
    let heard = 0;
    const note = ({ interruptions = [] }: TrainingProgress) => {
      heard += interruptions.length;
    };
    do {
      for await (const progress of trainer.run({ steps: 500, reportEvery: 50 })) note(progress);
    } while (!isOver);
    await losing;
    for await (const progress of trainer.run({ steps: 1 })) note(progress);
    const { step } = trainer;
    const found = {
      losses: trainer.losses(),
      gradient: await trainer.gradient(),
      checkpoint: await trainer.checkpoint(),
    };
    expect(engine.interruptions.length).toBe(many);
    // A device may be lost while the one before it is made good.
    expect(heard).toBeGreaterThan(0);
    trainer.dispose();
    expectOneDevice(engine);
    using undisturbed = await createWebgpuEngine();
    using reference = await undisturbed.trainer(options);
    await collect(reference.run({ steps: step }));
    expect({
      losses: reference.losses(),
      gradient: await reference.gradient(),
      checkpoint: await reference.checkpoint(),
    }).toEqual(found);
  },
);

const long = geometric({ from: 2, to: 0.01, levels: 60_000 });
const samplings: Record<string, SamplerOptions> = {
  'of a mixture in lanes': {
    ...sampling,
    method: annealedLangevin({ perLevel: 1e6, size: constant({ size: 0.01 }) }),
    particles: 2000,
  },
  // Of each particle one coordinate or the other.
  'with known coordinates': {
    ...sampling,
    score: plane,
    method: annealedLangevin({ perLevel: 1e6, size: constant({ size: 0.01 }) }),
    particles: 2000,
    known: {
      mask: Array.from({ length: 4000 }, (_, i) => (i + (i >> 1)) % 2),
      values: plane.sample(2000, { seed: 4 }),
    },
  },
  'of a network in planes, with a memory': {
    score: modelOf([2, [24, 24], 'silu']),
    noise: long,
    method: dpmSolver(),
    particles: 500,
    seed: 3,
  },
};

test.each(Object.entries(samplings))('a sampling run %s likewise', async (_, options) => {
  /** Goes on until it is told to stop. */
  async function runUntil(sampler: Sampler, isDone: (completed: number) => boolean): Promise<void> {
    for await (const { completed } of sampler.run({ reportEvery: 100 })) if (isDone(completed)) return;
  }
  const engine = await createWebgpuEngine();
  const sampler = await engine.sampler(options);
  let isOver = false;
  const losing = lose(2, () => sampler.completed).finally(() => {
    isOver = true;
  });
  await runUntil(sampler, () => isOver);
  await losing;
  const { completed } = sampler;
  const found = await sampler.samples();
  expect(engine.interruptions.length).toBe(many);
  sampler.dispose();
  expectOneDevice(engine);
  using undisturbed = await createWebgpuEngine();
  using reference = await undisturbed.sampler(options);
  await runUntil(reference, (now) => now >= completed);
  expect(reference.completed).toBe(completed);
  expect(await reference.samples()).toEqual(found);
});

test('where no adapter gives another device, the engine that is named for that goes on', async () => {
  using engine = await createEngine({ prefer: 'webgpu', fallback: 'wasm', threads: 1 });
  using trainer = await engine.trainer(training);
  await collect(trainer.run({ steps: 20 }));
  losses.refuse();
  losses.devices[0]!.lose();
  const [progress] = await collect(trainer.run({ steps: 20 }));
  expect(engine.kind).toBe('wasm');
  expect(progress!.interruptions).toMatchObject([
    { kind: 'wasm', reason: 'WebGPU: the device was lost: the driver was reset.', from: 0 },
  ]);
  using reference = await createCpuEngine().trainer(training);
  await collect(reference.run({ steps: 40 }));
  // Rounded otherwise, as the engines are among themselves.
  expect(relativeError((await trainer.model()).parameters, (await reference.model()).parameters)).toBeLessThan(1e-4);
});

test('where none is named, the error says so and holds a checkpoint, and the engine goes on once there is a device', async () => {
  using engine = await createWebgpuEngine();
  using trainer = await engine.trainer(training);
  await collect(trainer.run({ steps: 20 }));
  losses.refuse();
  losses.devices[0]!.lose();
  const error = await collect(trainer.run({ steps: 20 })).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceLostError);
  expect(error).toMatchObject({ reason: 'lost', checkpoint: { step: 0 } });
  expect((error as Error).message).toMatch(
    /^WebGPU: the device was lost: the driver was reset\. It did not come back in 4 attempts: .*no device today/,
  );
  losses.end();
  await collect(trainer.run({ steps: 20 }));
  expect(trainer.step).toBe(40);
});

describe('a device of the page', () => {
  async function pageDevice(): Promise<GPUDevice> {
    return (await findAdapter()).requestDevice();
  }

  test('is used, and neither destroyed with the engine nor left with anything of it', async () => {
    const device = await pageDevice();
    const { buffers } = losses.devices[0]!;
    const own = device.createBuffer({ size: 16, usage: 8 });
    const engine = await createEngine({ device });
    expect(engine.kind).toBe('webgpu');
    const trainer = await engine.trainer(training);
    // A fault of the page's own is none of the engine's.
    const faults: string[] = [];
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      faults.push(event.error.message);
    });
    device.createBuffer({ size: 16, usage: 0 });
    await collect(trainer.run({ steps: 20 }));
    using reference = await createWebgpuEngine();
    using other = await reference.trainer(training);
    await collect(other.run({ steps: 20 }));
    expect(relativeError((await trainer.model()).parameters, (await other.model()).parameters)).toBeLessThan(1e-5);
    expect(faults.length).toBe(1);
    engine.dispose();
    const lost = await Promise.race([device.lost, wait(50)]);
    expect(lost).toBeUndefined();
    own.destroy();
    // The one that is no buffer is nobody's.
    expect(buffers.size).toBe(1);
    device.destroy();
  });

  test('that is lost ends what is under way, or goes on on the engine that is named for that', async () => {
    const device = await pageDevice();
    using engine = await createEngine({ device });
    using other = await createEngine({ device, fallback: 'wasm', threads: 1 });
    using trainer = await engine.trainer(training);
    using another = await other.trainer(training);
    losses.devices[0]!.lose();
    const error = await collect(trainer.run({ steps: 20 })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DeviceLostError', reason: 'lost', checkpoint: { step: 0 } });
    expect((error as Error).message).toMatch(/Make a new engine to go on/);
    await collect(another.run({ steps: 20 }));
    expect([another.step, other.kind]).toEqual([20, 'wasm']);
  });

  test('that its owner destroys is not replaced, whatever is named', async () => {
    const device = await pageDevice();
    using engine = await createEngine({ device, fallback: 'wasm' });
    using trainer = await engine.trainer(training);
    device.destroy();
    const error = await collect(trainer.run({ steps: 20 })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DeviceLostError', reason: 'destroyed' });
    expect(engine.kind).toBe('webgpu');
  });

  test('that is none is refused', async () => {
    for (const device of [null, {}, 'cuda', await findAdapter()])
      await expect(createEngine({ device: device as never })).rejects.toThrow(
        /^device: got .* but it must be a GPUDevice/,
      );
  });
});
