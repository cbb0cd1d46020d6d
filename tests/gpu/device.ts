import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createBuffers } from '../../src/engines/webgpu/device/buffers.ts';
import { type Device, openDevice } from '../../src/engines/webgpu/device/device.ts';
import { download } from '../../src/engines/webgpu/device/transfer.ts';
import { usage } from '../../src/engines/webgpu/device/usage.ts';
import { type Constants, compose } from '../../src/engines/webgpu/wgsl/compose.ts';
import { compile } from '../../src/engines/webgpu/wgsl/kernel.ts';

let device: Promise<Device> | undefined;

/** One device for all test files of a page or process. No adapter is a failure, never a reason to skip. */
export function testDevice(): Promise<Device> {
  device ??= findAdapter().then((adapter) => openDevice(adapter));
  return device;
}

/**
 * Runs shader files followed by a `main` of the test's own, whose bindings are group 1: `input` at 0 and `output` at 1,
 * arrays of vec4u. It may call `functions` besides. Returns the output's words.
 */
export async function runShader(
  parts: readonly string[],
  main: string,
  input: Uint32Array,
  constants: Constants = {},
  functions = '',
): Promise<Uint32Array> {
  const device = await testDevice();
  const code = `${compose(parts, constants)}
    ${functions}
    @group(0) @binding(0) var<uniform> unused: vec4u;
    @group(1) @binding(0) var<storage, read> input: array<vec4u>;
    @group(1) @binding(1) var<storage, read_write> output: array<vec4u>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      let i = id.x + unused.x;
      if (i < arrayLength(&input)) { ${main} }
    }`;
  const kernel = await compile(device.gpu, 'test', code);
  const buffers = createBuffers(device);
  try {
    const output = await buffers.storage('output', input.byteLength);
    const bound = kernel.bind({
      unused: { buffer: await buffers.uniform('unused', 16) },
      input: { buffer: await buffers.filled('input', input, usage.copyTarget) },
      output: { buffer: output },
    });
    const encoder = device.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    bound.dispatch(pass, 0, Math.ceil(input.length / 4 / 64));
    pass.end();
    device.gpu.queue.submit([encoder.finish()]);
    return new Uint32Array(await download(device, output, input.byteLength));
  } finally {
    buffers.dispose();
    device.requireHealthy();
  }
}
