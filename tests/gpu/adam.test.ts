import { expect, test } from 'vitest';
import type { Averaging } from '../../src/averaging.ts';
import { adamStep, averageStep } from '../../src/engines/cpu/adam.ts';
import { createBuffers } from '../../src/engines/webgpu/device/buffers.ts';
import { download } from '../../src/engines/webgpu/device/transfer.ts';
import { updateKernels } from '../../src/engines/webgpu/training/update_kernels.ts';
import { createRecords, type Fields } from '../../src/engines/webgpu/wgsl/uniform.ts';
import { cosine } from '../../src/learning_rate.ts';
import { type Adam, adam, adamW, stepScalars } from '../../src/optimizer.ts';
import { relativeError } from '../twin_suite/shapes.ts';
import { testDevice } from './device.ts';

interface Case {
  optimizer: Adam;
  averaging?: Averaging;
  /** Parameters; some of them are padding, which has no gradient and is zero. */
  count?: number;
  /** Magnitude of the partial gradients. */
  size?: number;
  /** Magnitude of the first moments, so small that the gradient shows in them. */
  moments?: number;
}

const [splits, lossCount, step, slot] = [19, 133, 4, 2];
const padding = (i: number) => i % 64 > 60;
const wave = (n: number, scale: number) => Float32Array.from({ length: n }, (_, i) => scale * Math.sin(1 + 1.1 * i));

/** One update on the device, and what the CPU makes of the same state. */
async function update({ optimizer, averaging, count = 1001, size = 0.01, moments = 0.02 }: Case) {
  const device = await testDevice();
  const buffers = createBuffers(device);
  const partials = wave(splits * count, size).map((g, i) => (padding(i % count) ? 0 : g));
  const partialLosses = wave(lossCount, 1).map(Math.abs);
  const before = [
    wave(count, 1),
    wave(count, moments),
    // Second moments are squares, so never negative; those of tiny gradients would not be float32 numbers.
    wave(count, 2.5 * Math.max(moments, 0.02)).map((v) => v * v),
    ...(averaging ? [wave(count, 0.7)] : []),
  ].map((values) => values.map((value, i) => (padding(i) ? 0 : value)));

  const records = createRecords(await buffers.uniform('steps', 256), 'training/training_step', 'TrainingStep');
  const state = await buffers.filled('state', Float32Array.from(before.flatMap((values) => [...values])));
  const gradient = await buffers.storage('gradient', 4 * count);
  const losses = await buffers.storage('losses', 16);
  const kernels = await updateKernels(
    device,
    buffers,
    {
      training: { buffer: records.buffer, size: records.size },
      partials: await buffers.filled('partials', partials),
      partialLosses: await buffers.filled('partial losses', partialLosses),
      ...{ state, gradient, losses },
    },
    { floats: count, clipped: optimizer.clip !== undefined },
  );
  const fields: Fields = {
    ...{ key: [0, 0], step, slot, parameters: count, splits, losses: lossCount },
    ...stepScalars(optimizer, step),
    ...{ rate1: 1 - optimizer.beta1, rate2: 1 - optimizer.beta2, clip: optimizer.clip ?? 0 },
    average_rate: averaging ? 1 - averaging.decay : 0,
  };
  // What else a record has, an update does not read.
  const offset = records.add(new Proxy(fields, { get: (known, name: string) => known[name] ?? 0 }));
  records.flush(device.gpu.queue);
  const encoder = device.gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernels.encode(pass, offset);
  pass.end();
  device.gpu.queue.submit([encoder.finish()]);
  const read = async (buffer: GPUBuffer, n: number, at = 0) =>
    new Float32Array(await download(device, buffer, 4 * n, 4 * at));
  const moved = await Promise.all(before.map((_, part) => read(state, count, part * count)));
  const result = { moved, gradient: await read(gradient, count), loss: (await read(losses, 3))[slot]! };
  buffers.dispose();

  const sums = new Float64Array(count);
  partials.forEach((g, at) => {
    sums[at % count]! += g;
  });
  const [parameters, first, second, average = new Float64Array(0)] = before.map((part) => Float64Array.from(part));
  const twin = { parameters: parameters!, first: first!, second: second!, average };
  adamStep(twin, sums, optimizer, step);
  if (averaging) averageStep(twin, averaging.decay);
  return { ...result, partialLosses, sums, expected: Object.values(twin).slice(0, before.length) };
}

const everything = adamW({ learningRate: cosine({ from: 0.3, to: 0.1, steps: 9 }), weightDecay: 0.2, clip: 0.05 });
test.each<[string, Case]>([
  ['Adam', { optimizer: adam() }],
  ['AdamW', { optimizer: adamW({ weightDecay: 0.3 }) }],
  ['a schedule', { optimizer: adam({ learningRate: cosine({ steps: 8, warmup: 2 }) }) }],
  ['a gradient that is clipped', { optimizer: adam({ clip: 0.05 }) }],
  ['a gradient that clipping leaves alone', { optimizer: adam({ clip: 1e3 }) }],
  ['a gradient clipped to nothing', { optimizer: adam({ clip: 0 }) }],
  ['no gradient', { optimizer: adam({ clip: 0.05 }), size: 0 }],
  ['a gradient whose squares overflow', { optimizer: adam({ clip: 1e15 }), size: 1e20, moments: 1e13 }],
  ['a gradient whose squares vanish', { optimizer: adam({ clip: 1e-26 }), size: 1e-25, moments: 1e-28 }],
  ['an average', { optimizer: adam(), averaging: { decay: 0.9 } }],
  ['an average without memory', { optimizer: adam(), averaging: { decay: 0 } }],
  ['all of these', { optimizer: everything, averaging: { decay: 0.9 } }],
  ['all of these, one workgroup', { optimizer: everything, averaging: { decay: 0.9 }, count: 64 }],
  ['all of these, a parameter', { optimizer: everything, averaging: { decay: 0.9 }, count: 1 }],
  [
    'all of these, more than a norm for each workgroup',
    { optimizer: everything, averaging: { decay: 0.9 }, count: 40_001 },
  ],
])('adds up partial gradients and losses, and moves the parameters as in float64: %s', async (_, given) => {
  const { moved, gradient, loss, partialLosses, sums, expected } = await update(given);
  // A sum of seven float32 numbers, then a handful of roundings; a norm adds those of joining about 100 pairs.
  const tolerance = given.optimizer.clip === undefined ? 1e-6 : 2e-6;
  if (given.size === 0) expect(gradient).toEqual(Float32Array.from(sums));
  else expect(relativeError(gradient, sums)).toBeLessThan(1e-6);
  moved.forEach((part, at) => {
    expect(relativeError(part, expected[at]!)).toBeLessThan(tolerance);
    expect(part.filter((value, i) => padding(i) && value !== 0)).toHaveLength(0);
  });
  // Parameters below 1 are kept to 2⁻²⁴; so are the steps, which are a small part of them.
  const largest = moved[0]!.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[0]![i]!)), 0);
  expect(largest).toBeLessThan(2e-7);
  expect(loss / partialLosses.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
});
