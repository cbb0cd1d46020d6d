import type { AdapterDescription, TuningStore } from '../../../engine.ts';
import { DeviceError, EngineUnavailableError } from '../../../errors.ts';
import { type Constants, compose } from '../wgsl/compose.ts';
import { compile, type Kernel } from '../wgsl/kernel.ts';
import { describeAdapter, firstLine } from './adapter.ts';
import { mapModeRead, usage } from './usage.ts';
import { settled } from './waiting.ts';

/** A device with what is kept for its lifetime. All GPU work goes through one of these. */
export interface Device {
  readonly gpu: GPUDevice;
  readonly adapter: AdapterDescription;
  /** Largest buffer that one binding can show, in bytes. */
  readonly largestBinding: number;
  /** Invocations of a subgroup where that is the same for all kernels and they can pass values on; 0 elsewhere. */
  readonly subgroup: number;
  /** Particle-steps from which it pays to compile a small network into the kernel that samples it. */
  readonly freezeFrom: number;
  /** Names of the variants that were found best, or are being sought, by what they are for. */
  readonly choices: Map<string, Promise<string>>;
  /** Whether variants are measured, and where it is kept what was found. */
  readonly tuning: boolean | TuningStore;
  /** Room for intermediate results of a dispatch, in bytes; larger work is cut to fit. */
  readonly scratchBytes: number;
  /** The kernel made of these shader files, compiled once and kept; of those that are `frozen`, only the last is kept. */
  kernel(parts: readonly string[], constants?: Constants, options?: { frozen?: boolean }): Promise<Kernel>;
  /** @throws DeviceError when the device was lost or reported an error. */
  requireHealthy(): void;
  destroy(): void;
}

// Limits that may be raised to what the adapter has; all kernels work within WebGPU's defaults.
const raised = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

// More scratch would only spread the same work over more memory.
const defaultScratch = 64 * 2 ** 20;

export interface DeviceOptions {
  readonly scratchBytes?: number | undefined;
  readonly bindingBytes?: number | undefined;
  /** As `Device.tuning`; false unless given. */
  readonly tuning?: boolean | TuningStore | undefined;
  /** As `Device.freezeFrom`, below which a network is told to the kernel in a buffer. */
  readonly freezeFrom?: number | undefined;
  /** Whether kernels may pass values on within subgroups, where the device can; true unless given. */
  readonly subgroups?: boolean | undefined;
}

/** @throws EngineUnavailableError when the adapter gives no device, saying what to do. */
export async function openDevice(
  adapter: GPUAdapter,
  {
    scratchBytes = defaultScratch,
    bindingBytes = Number.POSITIVE_INFINITY,
    subgroups = true,
    freezeFrom,
    tuning = false,
  }: DeviceOptions = {},
): Promise<Device> {
  const requiredLimits = Object.fromEntries(raised.map((name) => [name, adapter.limits[name]]));
  const subgroup = subgroups ? subgroupOf(adapter) : 0;
  const requiredFeatures: GPUFeatureName[] = subgroup > 0 ? ['subgroups'] : [];
  const gpu = await requestDevice(adapter, { label: 'scorefield', requiredLimits, requiredFeatures });
  const kernels = new Map<string, Promise<Kernel>>();
  let lastFrozen: { code: string; kernel: Promise<Kernel> } | undefined;
  let failure: string | undefined;
  gpu.addEventListener('uncapturederror', ({ error }) => {
    failure ??= error.message;
  });
  gpu.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') failure ??= `the device was lost: ${message}`;
  });
  const description = describeAdapter(adapter);
  return {
    gpu,
    adapter: description,
    largestBinding: Math.min(bindingBytes, gpu.limits.maxStorageBufferBindingSize, gpu.limits.maxBufferSize),
    subgroup,
    choices: new Map(),
    tuning,
    freezeFrom:
      freezeFrom ?? (isSwiftShader({ subgroup, adapter: description }) ? Number.POSITIVE_INFINITY : worthFreezing),
    scratchBytes: Math.min(scratchBytes, gpu.limits.maxStorageBufferBindingSize),
    kernel(parts, constants = {}, { frozen = false } = {}) {
      const code = compose(parts, constants);
      const known = kernels.get(code) ?? (lastFrozen?.code === code ? lastFrozen.kernel : undefined);
      if (known) return known;
      const kernel = compile(gpu, parts.at(-1)!.replace(/^.*\//, ''), code);
      if (frozen) lastFrozen = { code, kernel };
      else kernels.set(code, kernel);
      return kernel;
    },
    requireHealthy() {
      if (failure !== undefined) throw new DeviceError(`WebGPU: ${failure}. Make a new engine to go on.`);
    },
    destroy() {
      failure ??= 'the engine was disposed';
      gpu.destroy();
    },
  };
}

async function requestDevice(adapter: GPUAdapter, wanted: GPUDeviceDescriptor): Promise<GPUDevice> {
  try {
    const device = await adapter.requestDevice(wanted);
    // An adapter that has expired gives a device that is lost from the beginning.
    const lost = await Promise.race([device.lost, undefined]);
    if (lost) throw new Error(lost.message || 'the device was lost at once');
    return device;
  } catch (cause) {
    throw new EngineUnavailableError(
      `WebGPU is not available: the adapter ${describeAdapter(adapter).name} gives no device: ${firstLine(cause)}. ` +
        'An adapter gives one device: if this one was used before, ask for a new adapter. ' +
        'Otherwise renew its driver; the CPU engine runs everywhere.',
      { cause },
    );
  }
}

// A second of work on the slowest device measured that gains by it, where compiling takes as long. On SwiftShader the
// written-out kernel is slower than the one that loads; see docs/performance.md.
const worthFreezing = 1e8;

/** Whether this is SwiftShader, the one software driver with subgroups of four, whose compiler some kernels have a form of their own for. */
export function isSwiftShader({ subgroup, adapter }: Pick<Device, 'subgroup' | 'adapter'>): boolean {
  return subgroup === 4 && adapter.type === 'software';
}

/** Kernels are written for one size of subgroups, which must divide their workgroups of 64. */
function subgroupOf({ features, info }: GPUAdapter): number {
  const { subgroupMinSize: least, subgroupMaxSize: most } = info;
  return features.has('subgroups') && least === most && least >= 4 && least <= 64 ? least : 0;
}

/** Bytes that are written at one go. */
const mostWritten = 16 * 2 ** 20;

/** The buffers of one trainer or sampler, freed together. */
export interface Buffers {
  /** A storage buffer that can be copied from and to. @throws DeviceError when there is no memory for it. */
  storage(label: string, bytes: number, extra?: number): Promise<GPUBuffer>;
  /** A storage buffer holding these values. */
  filled(label: string, values: Float32Array | Uint32Array, extra?: number): Promise<GPUBuffer>;
  /** A uniform buffer for records. */
  uniform(label: string, bytes: number): Promise<GPUBuffer>;
  /** A buffer to read from. */
  readable(label: string, bytes: number): Promise<GPUBuffer>;
  dispose(): void;
}

export function createBuffers({ gpu }: Device): Buffers {
  const made: GPUBuffer[] = [];
  async function make(label: string, bytes: number, flags: number): Promise<GPUBuffer> {
    gpu.pushErrorScope('out-of-memory');
    const buffer = gpu.createBuffer({ label, size: Math.max(16, Math.ceil(bytes / 16) * 16), usage: flags });
    const error = await gpu.popErrorScope();
    if (error) throw new DeviceError(`WebGPU: no memory for ${label} (${bytes} bytes): ${error.message}`);
    made.push(buffer);
    return buffer;
  }
  const storage = (label: string, bytes: number, extra = 0) =>
    make(label, bytes, usage.storage | usage.copySource | usage.copyTarget | extra);
  return {
    storage,
    async filled(label, values, extra = 0) {
      const buffer = await storage(label, values.byteLength, extra);
      const { byteOffset, byteLength } = values;
      for (let at = 0; at < byteLength; at += mostWritten) {
        // A driver keeps what is written until it has copied it: gigabytes at once would be held twice.
        if (at > 0) await settled(gpu.queue, gpu.queue.onSubmittedWorkDone());
        const size = Math.min(mostWritten, byteLength - at);
        gpu.queue.writeBuffer(buffer, at, values.buffer as ArrayBuffer, byteOffset + at, size);
      }
      return buffer;
    },
    uniform: (label, bytes) => make(label, bytes, usage.uniform | usage.copyTarget),
    readable: (label, bytes) => make(label, bytes, usage.mapRead | usage.copyTarget),
    dispose() {
      for (const buffer of made.splice(0)) buffer.destroy();
    },
  };
}

/** Makes something of buffers that it will own; they are freed when it cannot be made. */
export async function withBuffers<T>(device: Device, make: (buffers: Buffers) => Promise<T>): Promise<T> {
  const buffers = createBuffers(device);
  try {
    return await make(buffers);
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}

/** Makes something of buffers that are freed as soon as it is there. */
export async function lendBuffers<T>(device: Device, use: (buffers: Buffers) => Promise<T>): Promise<T> {
  const buffers = createBuffers(device);
  try {
    return await use(buffers);
  } finally {
    buffers.dispose();
  }
}

/** Sends what `encode` puts into a pass, as one submission. */
export function submitPass({ gpu }: Device, encode: (pass: GPUComputePassEncoder) => void): void {
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encode(pass);
  pass.end();
  gpu.queue.submit([encoder.finish()]);
}

/** Reads bytes that an earlier submission copied into a readable buffer. */
export async function read({ gpu }: Device, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  await settled(gpu.queue, buffer.mapAsync(mapModeRead, 0, Math.ceil(bytes / 4) * 4));
  const copy = buffer.getMappedRange(0, Math.ceil(bytes / 4) * 4).slice(0, bytes);
  buffer.unmap();
  return copy;
}

/** Reads a whole range of a storage buffer back; for results, not for hot paths. */
export async function download(device: Device, source: GPUBuffer, bytes: number, offset = 0): Promise<ArrayBuffer> {
  const { gpu } = device;
  const target = gpu.createBuffer({
    label: 'download',
    size: Math.ceil(bytes / 4) * 4,
    usage: usage.mapRead | usage.copyTarget,
  });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(source, offset, target, 0, Math.ceil(bytes / 4) * 4);
  gpu.queue.submit([encoder.finish()]);
  try {
    return await read(device, target, bytes);
  } finally {
    target.destroy();
  }
}
