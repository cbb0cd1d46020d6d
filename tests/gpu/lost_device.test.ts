import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { DeviceError } from '../../src/errors.ts';
import { points } from '../../src/points.ts';
import { collect, sampling, target, training } from '../engine_suite/fixtures.ts';

/** An engine, and its device, which anyone may destroy. */
async function engineAndDevice(): Promise<{ engine: Engine; device: GPUDevice }> {
  const adapter = await findAdapter();
  const { requestDevice } = adapter;
  let device: GPUDevice | undefined;
  adapter.requestDevice = async (descriptor) => {
    device = await requestDevice.call(adapter, descriptor);
    return device;
  };
  const engine = await createWebgpuEngine({ adapter });
  return { engine, device: device! };
}

const makers: Record<string, (engine: Engine) => Promise<unknown>> = {
  trainer: (engine) => engine.trainer(training),
  sampler: (engine) => engine.sampler(sampling),
  score: (engine) => engine.score({ score: target, points: points([1, 2]), sigma: 1 }),
};

test('a device that is destroyed behind our back ends every call in a DeviceError, at once and later', async () => {
  const { engine, device } = await engineAndDevice();
  const trainer = await engine.trainer(training);
  const sampler = await engine.sampler(sampling);
  device.destroy();
  const calls: Record<string, () => Promise<unknown>> = {
    run: () => collect(trainer.run({ steps: 3 })),
    model: () => trainer.model(),
    checkpoint: () => trainer.checkpoint(),
    gradient: () => trainer.gradient(),
    'run of a sampler': () => collect(sampler.run()),
    samples: () => sampler.samples(),
    counts: () => sampler.counts({ axes: [{ coordinate: 0, from: -1, to: 1, cells: 3 }] }),
    ...Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, () => make(engine)])),
  };
  for (const round of ['at once', 'later']) {
    for (const [name, call] of Object.entries(calls))
      await expect(call(), `${name}, ${round}`).rejects.toBeInstanceOf(DeviceError);
    await device.lost;
  }
  await expect(engine.trainer(training)).rejects.toThrow(/the device was lost.*Make a new engine to go on/);
  engine.dispose();
});

test.each(Object.keys(makers))(
  'one that is destroyed while a %s is asked for ends that in a DeviceError',
  async (name) => {
    const { engine, device } = await engineAndDevice();
    const asked = makers[name]!(engine);
    device.destroy();
    await expect(asked).rejects.toBeInstanceOf(DeviceError);
    engine.dispose();
  },
);

test('one that is destroyed during a run ends it in a DeviceError', async () => {
  const { engine, device } = await engineAndDevice();
  const trainer = await engine.trainer(training);
  const run = trainer.run({ steps: 1_000_000, reportEvery: 1 });
  await run.next();
  device.destroy();
  await expect(collect(run)).rejects.toBeInstanceOf(DeviceError);
  engine.dispose();
});
