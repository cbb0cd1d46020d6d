import { expect, test } from 'vitest';
import { createBuffers, download } from '../../src/engines/webgpu/device.ts';
import { createRecords } from '../../src/engines/webgpu/uniform.ts';
import { adam, biasCorrected } from '../../src/optimizer.ts';
import { testDevice } from './device.ts';
import { relativeError } from './shapes.ts';

test('adds up partial gradients and losses, and moves the parameters as in float64', async () => {
  const device = await testDevice();
  const buffers = createBuffers(device);
  const [count, splits, lossCount, step] = [1001, 7, 133, 4];
  const wave = (n: number, scale: number) => Float32Array.from({ length: n }, (_, i) => scale * Math.sin(1 + 1.1 * i));
  const partials = wave(splits * count, 0.01);
  const partialLosses = wave(lossCount, 1).map(Math.abs);
  // Second moments are squares, so never negative.
  const state = Float32Array.from([...wave(count, 1), ...wave(count, 0.02), ...wave(count, 0.05).map((v) => v * v)]);
  const optimizer = adam();
  const { scale, epsilon } = biasCorrected(optimizer, step);

  const records = createRecords(await buffers.uniform('steps', 256), 'training_step', 'TrainingStep');
  const offset = records.add({
    ...{ key: [0, 0], step, slot: 2, scale, epsilon, rate1: 1 - optimizer.beta1, rate2: 1 - optimizer.beta2 },
    ...{
      rows: 1,
      levels: 1,
      first_row: 0,
      end_row: 1,
      dimension: 1,
      parameters: count,
      splits,
      losses: lossCount,
      blocks: 0,
    },
  });
  records.flush(device.gpu.queue);
  const stateBuffer = await buffers.filled('state', state);
  const gradientBuffer = await buffers.storage('gradient', 4 * count);
  const lossBuffer = await buffers.storage('losses', 16);
  const bound = (await device.kernel(['training_step', 'adam'])).bind({
    training: { buffer: records.buffer, size: records.size },
    partials: { buffer: await buffers.filled('partials', partials) },
    partial_losses: { buffer: await buffers.filled('partial losses', partialLosses) },
    state: { buffer: stateBuffer },
    gradient: { buffer: gradientBuffer },
    losses: { buffer: lossBuffer },
  });
  const encoder = device.gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  bound.dispatch(pass, offset, Math.ceil(count / 64) + 1);
  pass.end();
  device.gpu.queue.submit([encoder.finish()]);

  const expected = Float64Array.from(state);
  const gradient = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let split = 0; split < splits; split++) gradient[i]! += partials[split * count + i]!;
    const m = optimizer.beta1 * state[count + i]! + (1 - optimizer.beta1) * gradient[i]!;
    const v = optimizer.beta2 * state[2 * count + i]! + (1 - optimizer.beta2) * gradient[i]! ** 2;
    expected[i] = state[i]! - (scale * m) / (Math.sqrt(v) + epsilon);
    expected[count + i] = m;
    expected[2 * count + i] = v;
  }
  const read = async (buffer: GPUBuffer, n: number) => new Float32Array(await download(device, buffer, 4 * n));
  // A sum of seven float32 numbers, then a handful of roundings.
  expect(relativeError(await read(gradientBuffer, count), gradient)).toBeLessThan(1e-6);
  const moved = await read(stateBuffer, 3 * count);
  for (const part of [0, 1, 2]) {
    const range = [part * count, (part + 1) * count] as const;
    expect(relativeError(moved.subarray(...range), expected.subarray(...range))).toBeLessThan(1e-6);
  }
  const loss = partialLosses.reduce((sum, value) => sum + value, 0);
  expect((await read(lossBuffer, 3))[2]! / loss).toBeCloseTo(1, 6);
  buffers.dispose();
});
