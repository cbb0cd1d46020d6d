import type { AdapterDescription } from '../../../adapter_description.ts';
import type { Device } from '../device/device.ts';
import { submitPass } from '../device/transfer.ts';
import { settled } from '../device/waiting.ts';

/** What is asked of a candidate. */
export interface Trials<V> {
  /** Whether what they should compute is within float32. */
  isKnown(): boolean;
  /** How far it is from what it should compute, see errorOf. */
  error(candidate: V): Promise<number>;
  /** How long it takes for what all candidates are given, in ms. */
  time(candidate: V): Promise<number>;
}

/** Work of one run of a trial, in operations: enough to keep the adapter busy, little enough to wait for. */
export function workOfTrial({ type }: Pick<AdapterDescription, 'type'>): number {
  return type === 'software' ? 2e8 : 4e9;
}

/** Time from which on a measurement counts, in ms, and runs of one submission. */
const enough = 20;
const mostRuns = 4096;

/** How long one run takes, in ms, of as many in one submission as last long enough; the better of two measurements. */
export async function timeOfRun(device: Device, encode: (pass: GPUComputePassEncoder) => void): Promise<number> {
  const { queue } = device.gpu;
  const measure = async (runs: number): Promise<number> => {
    const started = performance.now();
    submitPass(device, (pass) => {
      for (let run = 0; run < runs; run++) encode(pass);
    });
    await settled(queue, queue.onSubmittedWorkDone());
    device.requireHealthy();
    return performance.now() - started;
  };
  let runs = 1;
  let taken = await measure(runs);
  while (taken < enough && runs < mostRuns) {
    runs *= 2;
    taken = await measure(runs);
  }
  return Math.min(taken, await measure(runs)) / runs;
}

/** The largest error of values against those of the CPU, in parts of the largest of these; infinite where one is not finite. */
export function errorOf(values: ArrayLike<number>, exact: ArrayLike<number>): number {
  let largest = 0;
  let error = 0;
  for (let i = 0; i < exact.length; i++) {
    largest = Math.max(largest, Math.abs(exact[i]!));
    error = Math.max(error, Math.abs(values[i]! - exact[i]!));
  }
  if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
  return error === 0 ? 0 : error / largest;
}
