import { expect, test } from 'vitest';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { mostKernels, openDevice, useDevice } from '../../src/engines/webgpu/device/device.ts';

test('what was compiled on a device of the page goes with the engine, though the device stays', async () => {
  const gpu = await (await findAdapter()).requestDevice();
  const device = useDevice(gpu, gpu.adapterInfo);
  const text = `@group(0) @binding(0) var<uniform> unused: vec4u;
    @group(1) @binding(0) var<storage, read_write> output: array<u32>;
    @compute @workgroup_size(64) fn main() { output[0] = unused.x; }`;
  const use = () => device.kernel(['sampling/finite', { text }]);
  const kernel = await use();
  expect(await use()).toBe(kernel);
  device.destroy();
  expect(await use()).not.toBe(kernel);
  gpu.destroy();
});

test('a device keeps the kernels that were used last, and no more', async () => {
  const device = await openDevice(await findAdapter());
  const { createComputePipelineAsync } = device.gpu;
  let compiled = 0;
  device.gpu.createComputePipelineAsync = (wanted) => {
    compiled++;
    return createComputePipelineAsync.call(device.gpu, wanted);
  };
  const use = (i: number) => {
    const text = `@group(0) @binding(0) var<uniform> unused: vec4u;
      @group(1) @binding(0) var<storage, read_write> output: array<u32>;
      @compute @workgroup_size(64) fn main() { output[0] = unused.x + ${i}u; }`;
    return device.kernel(['sampling/finite', { text }]);
  };
  for (let i = 0; i < mostKernels; i++) await use(i);
  for (let i = 0; i < mostKernels; i++) await use(i);
  expect(compiled).toBe(mostKernels);
  // One more takes the place of the one that was not used for longest.
  await use(mostKernels);
  await use(1);
  expect(compiled).toBe(mostKernels + 1);
  await use(0);
  expect(compiled).toBe(mostKernels + 2);
  device.destroy();
});
