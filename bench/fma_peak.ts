import { findAdapter } from '../src/engines/webgpu/adapter.ts';
import { createBuffers, download, openDevice } from '../src/engines/webgpu/device.ts';
import { compile } from '../src/engines/webgpu/kernel.ts';
import { unroll } from '../src/engines/webgpu/shader.ts';
import source from './fma_peak.wgsl?raw';

// Operations of one invocation: 1024 × 16 × 2 multiply-adds of four lanes.
const operations = 1024 * 16 * 2 * 4 * 2;

/** Multiply-adds that this machine's adapter reaches in WGSL, in operations a second: the best of several dispatches. */
export async function fmaPeak(): Promise<number> {
  const device = await openDevice(await findAdapter());
  const buffers = createBuffers(device);
  const kernel = await compile(device.gpu, 'fma peak', unroll(source, {}));
  const result = await buffers.storage('result', 16 * 64 * 65_535);
  const bound = kernel.bind({ unused: { buffer: await buffers.uniform('unused', 16) }, result: { buffer: result } });
  let workgroups = 16;
  let best = 0;
  for (let round = 0; round < 12; round++) {
    const started = performance.now();
    const encoder = device.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    bound.dispatch(pass, 0, workgroups);
    pass.end();
    device.gpu.queue.submit([encoder.finish()]);
    // Dawn in Node polls while it is awaited, and would take half of a software adapter's processor. Half of the time
    // is slept through, so that a faster round than those before shows.
    const shortest = best > 0 ? (workgroups * 64 * operations * 1000) / best : 0;
    await new Promise((resolve) => setTimeout(resolve, 0.5 * shortest));
    await download(device, result, 16);
    const taken = (performance.now() - started) / 1000;
    best = Math.max(best, (workgroups * 64 * operations) / taken);
    if (taken < 0.2) workgroups = Math.min(65_535, workgroups * 2);
  }
  buffers.dispose();
  device.destroy();
  return best;
}
