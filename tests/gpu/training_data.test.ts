import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { createBuffers } from '../../src/engines/webgpu/device/buffers.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { trainingData } from '../../src/engines/webgpu/training/training_data.ts';
import { OutOfMemoryError } from '../../src/errors.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import { modelOf, relativeError, type Shape } from '../twin_suite/shapes.ts';
import { testDevice } from './device.ts';
import { engines } from './engines.ts';

function options([dimension, ...rest]: Shape, count: number): TrainerOptions {
  const { network, parameters } = modelOf([dimension, ...rest]);
  const values = Float32Array.from({ length: count * dimension }, (_, i) => 3 * Math.sin(1.7 * i));
  // Three rows a datum, so that ranges of rows begin and end in the middle of one.
  const noise = geometric({ from: 2, to: 0.5, levels: 3 });
  const context = points(
    Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)),
    2,
  );
  const asked = { data: points(values, dimension), network, noise, parameters, seed: 21 };
  return network.context ? { ...asked, context } : asked;
}

async function trained(engine: Engine, options: TrainerOptions) {
  const trainer = await engine.trainer(options);
  const gradient = await trainer.gradient();
  for await (const _ of trainer.run({ steps: 5 }));
  const { parameters } = await trainer.model();
  const losses = trainer.losses();
  trainer.dispose();
  return { gradient, losses, parameters };
}

// What must fit into a binding besides: a tile of all units, up to 2 KiB each and up to 192 of them as they are filled up to the
// largest tiles of a GPU, and a byte for each row. So the data are in segments of 1504 points in lanes and of 7168 in planes. Scratch memory holds
// 1024 and 256 rows (one tile where that is more), of 6000 and 24003.
describe.each<[string, Shape, { count: number; bindingBytes: number; scratchBytes: number }]>([
  ['lanes', [1, [7], 'relu'], { count: 2000, bindingBytes: 6016, scratchBytes: 4096 }],
  ['planes', [16, [5], 'tanh'], { count: 8001, bindingBytes: 448 * 1024, scratchBytes: 64 * 1024 }],
  // Two columns of contexts beside them: segments of 6371 points.
  [
    'planes, with contexts',
    [16, [5], 'tanh', { context: { values: 2 } }],
    { count: 8001, bindingBytes: 448 * 1024, scratchBytes: 64 * 1024 },
  ],
])('in %s, data in many buffers', (_, shape, { count, bindingBytes, scratchBytes }) => {
  let whole: Engine;
  let parted: Engine;
  beforeAll(async () => {
    whole = await createWebgpuEngine({ scratchBytes });
    parted = await createWebgpuEngine({ scratchBytes, bindingBytes });
  });
  afterAll(() => {
    whole.dispose();
    parted.dispose();
  });

  test.each<[string, Partial<TrainerOptions>]>([
    ['all of them in a step, with shared noise', { perturbation: 'shared' }],
    ['drawn, a random level a row', { batch: 777, noisePerRow: 'one-level' }],
  ])('train to the last bit as in one: %s', async (_, more) => {
    const asked = { ...options(shape, count), ...more };
    const ours = await trained(parted, asked);
    expect(ours).toEqual(await trained(whole, asked));
    const reference = await (await engines()).cpu.trainer(asked);
    // Sums over up to 24003 rows in float32.
    expect(relativeError(ours.gradient, await reference.gradient())).toBeLessThan(1e-5);
    reference.dispose();
  });
});

test('data for which a device has no memory are refused with how many it has memory for', async () => {
  const device = { ...(await testDevice()), largestBinding: 1024 };
  const plan = planTraining(options([2, [24], 'silu'], 1000));
  const buffers = createBuffers(device);
  let granted = 0;
  // As on a device that holds three of the eight buffers of 128 points.
  const filled: typeof buffers.filled = async (label, values, extra) => {
    if (label.startsWith('data') && ++granted > 3) throw new OutOfMemoryError('WebGPU: no memory');
    return buffers.filled(label, values, extra);
  };
  const request = trainingData(device, { ...buffers, filled }, plan, { parts: [], constants: {}, buffers: {} });
  await expect(request).rejects.toThrow(/data\.shape: got \[1000, 2\], .* at most about 384 points of 2 dimension/);
  buffers.dispose();
});
