import { findAdapter } from '../src/engines/webgpu/device/adapter.ts';
import { createBuffers } from '../src/engines/webgpu/device/buffers.ts';
import { openDevice } from '../src/engines/webgpu/device/device.ts';
import { download } from '../src/engines/webgpu/device/transfer.ts';
import { compile, type Kernel } from '../src/engines/webgpu/wgsl/kernel.ts';
import { bandwidthSource, fmaSource, iterations, unrolled } from './peak_source.ts';
import { limitsOfAdapter, type Peaks } from './peaks.ts';

// Too few leave the pipeline of an adapter waiting, too many spill registers; which is which differs.
const candidates = [4, 8, 12, 16, 24, 32];
/** Workgroups that any adapter takes in one dispatch, and what they reach at sixteen bytes an invocation: 64 MiB. */
const most = 65_535;
const bytes = 16 * 64 * most;
/** How long a measured dispatch lasts at least, in seconds: overhead vanishes, watchdogs sleep on. */
const long = 0.15;

/** Finds the fastest of some loops on the adapter that engines take, too. */
export async function findPeaks(): Promise<Peaks> {
  const device = await openDevice(await findAdapter());
  const buffers = createBuffers(device);
  const uniform = await buffers.uniform('none', 16);
  const result = await buffers.storage('result', bytes);

  /** Submits ever more workgroups until they last, then goes on some rounds more; the best rate, in units a second. */
  async function best(kernel: Kernel, unitsPerWorkgroup: number, first: number, rounds: number): Promise<number> {
    const bound = kernel.bind({ none: { buffer: uniform }, result: { buffer: result } });
    let rate = 0;
    let workgroups = first;
    for (let measured = 0; measured < rounds; ) {
      const started = performance.now();
      const encoder = device.gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let left = workgroups; left > 0; left -= most) bound.dispatch(pass, 0, Math.min(left, most));
      pass.end();
      device.gpu.queue.submit([encoder.finish()]);
      const units = unitsPerWorkgroup * workgroups;
      await download(device, result, 16);
      device.requireHealthy();
      const seconds = (performance.now() - started) / 1000;
      rate = Math.max(rate, units / seconds);
      if (seconds > long || workgroups > 4096 * most) measured++;
      else workgroups *= 2;
    }
    return rate;
  }

  const arithmetic = (kernel: Kernel, chains: number, rounds: number) =>
    best(kernel, 64 * chains * 2 * iterations * unrolled, 64, rounds);
  let fastest: { chains: number; kernel: Kernel; rate: number } | undefined;
  for (const chains of candidates) {
    const kernel = await compile(device.gpu, `${chains} chains`, fmaSource(chains));
    const rate = await arithmetic(kernel, chains, 1);
    if (!fastest || rate > fastest.rate) fastest = { chains, kernel, rate };
  }
  const { chains, kernel } = fastest!;
  const scale = await compile(device.gpu, 'scale', bandwidthSource);
  return {
    of: limitsOfAdapter,
    loops: [{ name: 'multiply-adds in WGSL', chains, run: () => arithmetic(kernel, chains, 3) }],
    // Each invocation reads and writes sixteen bytes, the whole buffer in each round.
    bandwidth: () => best(scale, 64 * 32, most, 3),
    dispose() {
      buffers.dispose();
      device.destroy();
    },
  };
}
