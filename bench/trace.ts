import { settled } from '../src/engines/webgpu/device/waiting.ts';
import type { Contestant } from './contestant.ts';
import type { Workload } from './workloads.ts';

/** What one workload does to the host and to the adapter, seen from between the program and WebGPU. */
export interface Trace {
  readonly workload: string;
  readonly contestant: string;
  readonly steps: number;
  /** Submissions that hold dispatches, and the mean host time of one: from the making of its encoder to the end of submit. */
  readonly submissions: number;
  readonly hostMicroseconds: number;
  /** Time of each kernel on the adapter by timestamps, the longest first; empty where the adapter has none. */
  readonly kernels: readonly KernelTime[];
}

export interface KernelTime {
  /** The label of its pipeline. */
  readonly name: string;
  readonly dispatches: number;
  /** Mean time of a dispatch. */
  readonly microseconds: number;
}

/** Dispatches that one trace can time; the rest are only counted in host time. */
const capacity = 2048;

interface Recording {
  submissions: number;
  milliseconds: number;
  /** Labels of the timed dispatches, in the order of their queries. */
  readonly labels: string[];
  device: GPUDevice | undefined;
  queries: GPUQuerySet | undefined;
  /** Whether dispatches are timed now. */
  timing: boolean;
}

/**
 * Watches some steps of a workload on one of our engines, opened for that: first the time that the host spends on each
 * submission, then the time of each kernel, for which every dispatch gets a pass of its own between two timestamps. That
 * costs time, so no figure is measured under it. Works by wrapping the methods of the WebGPU classes for the while, so
 * nothing in an engine knows of it.
 */
export async function trace(contestant: Contestant, workload: Workload, steps: number): Promise<Trace> {
  const recording: Recording = {
    ...{ submissions: 0, milliseconds: 0, labels: [], timing: false },
    ...{ device: undefined, queries: undefined },
  };
  const restore = watch(recording);
  try {
    const runner = await contestant.open(workload);
    // What came before was compilation and first steps.
    Object.assign(recording, { submissions: 0, milliseconds: 0 });
    await runner.run(steps);
    const { submissions, milliseconds } = recording;
    recording.timing = true;
    await runner.run(steps);
    recording.timing = false;
    const kernels = await kernelTimes(recording);
    runner.dispose();
    return {
      ...{ workload: workload.name, contestant: contestant.name, steps, submissions, kernels },
      hostMicroseconds: submissions > 0 ? (1000 * milliseconds) / submissions : 0,
    };
  } finally {
    restore();
    recording.queries?.destroy();
  }
}

/** Wraps what a program calls; the function that is returned puts everything back. */
function watch(recording: Recording): () => void {
  const undo: (() => void)[] = [];
  function wrap<Type extends object, Name extends keyof Type>(
    type: Type,
    name: Name,
    by: (old: Type[Name]) => Type[Name],
  ) {
    const old = type[name];
    type[name] = by(old);
    undo.push(() => {
      type[name] = old;
    });
  }
  const begun = new WeakMap<GPUCommandEncoder, { at: number; passes: number }>();
  const buffers = new WeakMap<GPUCommandBuffer, { at: number; passes: number }>();

  wrap(
    GPUAdapter.prototype,
    'requestDevice',
    (old) =>
      async function (this: GPUAdapter, descriptor = {}) {
        const timed = this.features.has('timestamp-query');
        const features = new Set<GPUFeatureName>(descriptor.requiredFeatures ?? []);
        if (timed) features.add('timestamp-query');
        const device = await old.call(this, { ...descriptor, requiredFeatures: [...features] });
        recording.device = device;
        recording.queries = timed ? device.createQuerySet({ type: 'timestamp', count: 2 * capacity }) : undefined;
        return device;
      },
  );
  wrap(
    GPUDevice.prototype,
    'createCommandEncoder',
    (old) =>
      function (this: GPUDevice, descriptor) {
        const at = performance.now();
        const encoder = old.call(this, descriptor);
        if (this === recording.device) begun.set(encoder, { at, passes: 0 });
        return encoder;
      },
  );
  wrap(
    GPUCommandEncoder.prototype,
    'beginComputePass',
    (old) =>
      function (this: GPUCommandEncoder, descriptor) {
        const known = begun.get(this);
        if (known) known.passes++;
        const { timing, queries, labels } = recording;
        if (!known || !timing || !queries) return old.call(this, descriptor);
        return passOfPasses(queries, labels, (more) => old.call(this, { ...descriptor, ...more }));
      },
  );
  wrap(
    GPUCommandEncoder.prototype,
    'finish',
    (old) =>
      function (this: GPUCommandEncoder, descriptor) {
        const buffer = old.call(this, descriptor);
        const known = begun.get(this);
        if (known) buffers.set(buffer, known);
        return buffer;
      },
  );
  wrap(
    GPUQueue.prototype,
    'submit',
    (old) =>
      function (this: GPUQueue, commands) {
        const list = [...commands];
        const result = old.call(this, list);
        const known = list.map((one) => buffers.get(one)).find((one) => one !== undefined && one.passes > 0);
        if (known) {
          recording.submissions++;
          recording.milliseconds += performance.now() - known.at;
        }
        return result;
      },
  );
  return () => {
    for (const one of undo.reverse()) one();
  };
}

/** Stands for a pass, and makes of each dispatch a pass of its own between two timestamps. */
function passOfPasses(
  querySet: GPUQuerySet,
  labels: string[],
  begin: (descriptor: GPUComputePassDescriptor) => GPUComputePassEncoder,
): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline;
  const groups = new Map<number, Parameters<GPUComputePassEncoder['setBindGroup']>>();
  const stand = {
    setPipeline(next: GPUComputePipeline) {
      pipeline = next;
    },
    setBindGroup(...given: Parameters<GPUComputePassEncoder['setBindGroup']>) {
      groups.set(given[0], given);
    },
    dispatchWorkgroups(...counts: Parameters<GPUComputePassEncoder['dispatchWorkgroups']>) {
      const at = 2 * labels.length;
      const timed = labels.length < capacity;
      if (timed) labels.push(pipeline.label || 'unnamed');
      const timestampWrites = { querySet, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
      const pass = begin(timed ? { timestampWrites } : {});
      pass.setPipeline(pipeline);
      for (const group of groups.values()) pass.setBindGroup(...group);
      pass.dispatchWorkgroups(...counts);
      pass.end();
    },
    end() {},
  };
  return stand as unknown as GPUComputePassEncoder;
}

async function kernelTimes({ device, queries, labels }: Recording): Promise<KernelTime[]> {
  if (!device || !queries || labels.length === 0) return [];
  const size = 16 * labels.length;
  const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
  const readable = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(queries, 0, 2 * labels.length, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
  device.queue.submit([encoder.finish()]);
  await settled(device.queue, readable.mapAsync(GPUMapMode.READ));
  const stamps = new BigUint64Array(readable.getMappedRange().slice(0));
  resolved.destroy();
  readable.destroy();
  return sumUp(labels, stamps);
}

/** Mean times by label, from pairs of timestamps in ns; a pair that runs backwards, as when a clock was reset, is left out. */
export function sumUp(labels: readonly string[], stamps: BigUint64Array): KernelTime[] {
  const sums = new Map<string, { dispatches: number; nanoseconds: number }>();
  labels.forEach((name, i) => {
    const nanoseconds = Number(stamps[2 * i + 1]! - stamps[2 * i]!);
    if (nanoseconds < 0) return;
    const sum = sums.get(name) ?? { dispatches: 0, nanoseconds: 0 };
    sums.set(name, { dispatches: sum.dispatches + 1, nanoseconds: sum.nanoseconds + nanoseconds });
  });
  return [...sums]
    .sort(([, a], [, b]) => b.nanoseconds - a.nanoseconds)
    .map(([name, { dispatches, nanoseconds }]) => ({
      name,
      dispatches,
      microseconds: nanoseconds / dispatches / 1000,
    }));
}
