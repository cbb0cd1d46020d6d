import { expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { compile } from '../../src/engines/webgpu/wgsl/kernel.ts';
import { DeviceError } from '../../src/errors.ts';
import { points } from '../../src/points.ts';
import { testDevice } from './device.ts';

test('a kernel that does not compile is refused with its name, line and reason', async () => {
  const { gpu } = await testDevice();
  const compiling = compile(gpu, 'broken kernel', '@compute @workgroup_size(1) fn main() {\n  let x = nothing;\n}');
  await expect(compiling).rejects.toBeInstanceOf(DeviceError);
  await expect(compiling).rejects.toThrow(/broken kernel.*line 2.*nothing/s);
});

test('a kernel asks for each of its buffers by name', async () => {
  const { gpu } = await testDevice();
  const kernel = await compile(
    gpu,
    'needy',
    `@group(0) @binding(0) var<uniform> record: vec4u;
     @group(1) @binding(0) var<storage, read_write> result: array<u32>;
     @compute @workgroup_size(1) fn main() { result[0] = record.x; }`,
  );
  expect(() => kernel.bind({})).toThrow('needy: no buffer for record');
});

test('an engine that was disposed of says so', async () => {
  const engine = await createWebgpuEngine();
  const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
  engine.dispose();
  await expect(engine.score({ score, points: points([1]), sigma: 1 })).rejects.toThrow('disposed');
});
