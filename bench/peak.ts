import { findAdapter } from '../src/engines/webgpu/adapter.ts';
import { createBuffers, download, openDevice } from '../src/engines/webgpu/device.ts';
import { compile, type Kernel } from '../src/engines/webgpu/kernel.ts';
import { sleepThrough } from './contestant.ts';
import { bandwidthSource, fmaSource, iterations, unrolled } from './peak_source.ts';

/** The limits of an adapter, measured by the plainest kernels that reach them. */
export interface Peaks {
  /** Independent chains of the fastest loop of multiply-adds. */
  readonly chains: number;
  /** Operations a second that it reaches now: a multiply-add counts as two. */
  arithmetic(): Promise<number>;
  /** Bytes a second, read and written, of a kernel that scales a buffer larger than caches. */
  bandwidth(): Promise<number>;
  dispose(): void;
}

// Too few leave the pipeline of an adapter waiting, too many spill registers; which is which differs.
const candidates = [2, 4, 6, 8, 10, 12, 14, 16, 24, 32];
// As much as one dispatch can reach, sixteen bytes an invocation: 64 MiB.
const bytes = 16 * 64 * 65_535;
/** How long a measured dispatch lasts at least, in seconds: overhead vanishes, watchdogs sleep on. */
const long = 0.15;

/** Finds the fastest of some loops on the adapter that engines take, too. */
export async function findPeaks(): Promise<Peaks> {
  const device = await openDevice(await findAdapter());
  const buffers = createBuffers(device);
  const uniform = await buffers.uniform('none', 16);
  const result = await buffers.storage('result', bytes);

  /** Repeats a dispatch in one submission until that lasts, then three times more; the best rate, in units a second. */
  async function best(kernel: Kernel, unitsPerWorkgroup: number, workgroups: number): Promise<number> {
    const bound = kernel.bind({ none: { buffer: uniform }, result: { buffer: result } });
    let rate = 0;
    let dispatches = 1;
    for (let measured = 0; measured < 3; ) {
      const units = unitsPerWorkgroup * workgroups * dispatches;
      const started = performance.now();
      const encoder = device.gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < dispatches; i++) bound.dispatch(pass, 0, workgroups);
      pass.end();
      device.gpu.queue.submit([encoder.finish()]);
      await sleepThrough(started, rate > 0 ? (1000 * units) / rate : 0);
      await download(device, result, 16);
      device.requireHealthy();
      const seconds = (performance.now() - started) / 1000;
      rate = Math.max(rate, units / seconds);
      if (seconds > long || dispatches >= 4096) measured++;
      else dispatches *= 2;
    }
    return rate;
  }

  const arithmetic = (kernel: Kernel, chains: number) => best(kernel, 64 * chains * 2 * iterations * unrolled, 1024);
  let fastest: { chains: number; kernel: Kernel; rate: number } | undefined;
  for (const chains of candidates) {
    const kernel = await compile(device.gpu, `${chains} chains`, fmaSource(chains));
    const rate = await arithmetic(kernel, chains);
    if (!fastest || rate > fastest.rate) fastest = { chains, kernel, rate };
  }
  const { chains, kernel } = fastest!;
  const scale = await compile(device.gpu, 'scale', bandwidthSource);
  return {
    chains,
    arithmetic: () => arithmetic(kernel, chains),
    // Each invocation reads and writes sixteen bytes; a dispatch takes the whole buffer.
    bandwidth: () => best(scale, 64 * 32, bytes / 16 / 64),
    dispose() {
      buffers.dispose();
      device.destroy();
    },
  };
}
