import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { DeviceError, DisposedError } from '../../src/errors.ts';
import type { Score } from '../../src/fields/score.ts';
import { noise } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import { collect, plane } from '../engine_suite/fixtures.ts';
import { deep, frozenScores, mixed, scores, swirl } from '../twin_suite/scores.ts';

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
  test.each([...scores, ...frozenScores].filter(([name]) => !name.includes('dimensions')))(
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
