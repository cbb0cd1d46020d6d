import type { AdapterDescription } from '../../../adapter_description.ts';
import { DeviceLostError, type LossReason } from '../../../device_lost_error.ts';
import type { TuningStore } from '../../../engine.ts';
import { DeviceError, EngineUnavailableError, isOutOfMemory, OutOfMemoryError } from '../../../errors.ts';
import { type Constants, compose, type Part } from '../wgsl/compose.ts';
import { compile, type Kernel } from '../wgsl/kernel.ts';
import { describeAdapter, firstLine } from './adapter.ts';
import { keepLatest } from './latest.ts';

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
  /** Names of the variants that were found best, or are being sought, by the adapter and what they are for. */
  readonly choices: Choices;
  /** Whether variants are measured, and where it is kept what was found. */
  readonly tuning: boolean | TuningStore;
  /** Room for intermediate results of a dispatch, in bytes; larger work is cut to fit. */
  readonly scratchBytes: number;
  /** The kernel made of these shader files. The last ones are kept; of those that are `frozen`, only a few. */
  kernel(parts: readonly Part[], constants?: Constants, options?: { frozen?: boolean }): Promise<Kernel>;
  /** @throws DeviceLostError when the device was lost or reported an error. */
  requireHealthy(): void;
  /** What a raw error of its work means: mostly that the device was lost. */
  explain(error: unknown): Promise<unknown>;
  destroy(): void;
}

// Limits that may be raised to what the adapter has; all kernels work within WebGPU's defaults.
const raised = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

/**
 * Kernels that are kept: those of some ten shapes of networks. Each takes the host about three megabytes under lavapipe, so that
 * an engine for ever new shapes stays below a hundred.
 */
export const mostKernels = 32;

/**
 * Milliseconds within which a device says that it is lost: one that has failed, and one that does not compile a kernel, which mostly
 * is for other reasons.
 */
const wordOfLoss = { failed: 1000, compiling: 100 };

/** Frozen kernels that are kept: those of a sum of scores are needed again for each chunk of particles. */
const mostFrozen = 8;

// More scratch would only spread the same work over more memory.
const defaultScratch = 64 * 2 ** 20;

export type Choices = Map<string, Promise<string>>;

export interface DeviceOptions {
  /** Variants that were found best on a device before this one: the same again give the same numbers to the last bit. */
  readonly choices?: Choices | undefined;
  readonly scratchBytes?: number | undefined;
  readonly bindingBytes?: number | undefined;
  /** As `Device.tuning`; false unless given. */
  readonly tuning?: boolean | TuningStore | undefined;
  /** As `Device.freezeFrom`, below which a kernel reads the network from a buffer. */
  readonly freezeFrom?: number | undefined;
  /** Whether kernels may pass values on within subgroups, where the device can; true unless given. */
  readonly subgroups?: boolean | undefined;
}

/** @throws EngineUnavailableError when the adapter gives no device, saying what to do. */
export async function openDevice(adapter: GPUAdapter, options: DeviceOptions = {}): Promise<Device> {
  const requiredLimits = Object.fromEntries(raised.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures: GPUFeatureName[] = subgroupOf(adapter) > 0 ? ['subgroups'] : [];
  const gpu = await requestDevice(adapter, { label: 'scorefield', requiredLimits, requiredFeatures });
  return useDevice(gpu, adapter.info, { ...options, ours: true });
}

/**
 * The same of a device that is there already.
 * @param ours whether nobody else uses it: then errors that nobody expects are ours, and it ends with us.
 */
export function useDevice(
  gpu: GPUDevice,
  info: GPUAdapterInfo,
  {
    scratchBytes = defaultScratch,
    bindingBytes = Number.POSITIVE_INFINITY,
    subgroups = true,
    freezeFrom,
    tuning = false,
    choices = new Map(),
    ours = false,
  }: DeviceOptions & { readonly ours?: boolean } = {},
): Device {
  const subgroup = subgroups ? subgroupOf({ features: gpu.features, info }) : 0;
  const kernels = keepLatest<Kernel>(mostKernels);
  // Those that were written for certain parameters or a user's own text.
  const frozenKernels = keepLatest<Kernel>(mostFrozen);
  let failure: { readonly reason: LossReason; readonly message: string } | undefined;
  const note = ({ error }: GPUUncapturedErrorEvent): void => {
    const reason = error.constructor.name === 'GPUOutOfMemoryError' ? 'out of memory' : 'fault';
    failure ??= { reason, message: error.message };
  };
  if (ours) gpu.addEventListener('uncapturederror', note);
  // However it was lost: what we destroy ourselves has its reason already.
  const lost = gpu.lost.then(({ reason, message }) => {
    failure ??= {
      reason: reason === 'destroyed' ? 'destroyed' : 'lost',
      message: `the device was lost: ${message || reason}`,
    };
    forget();
  });

  function forget(): void {
    kernels.clear();
    frozenKernels.clear();
  }

  /** Why it does no more work, once that is so. */
  function loss(cause?: unknown): DeviceLostError | undefined {
    if (failure === undefined) return undefined;
    const { reason, message } = failure;
    const remedy = reason === 'destroyed' || reason === 'fault' ? ' Make a new engine to go on.' : '';
    return new DeviceLostError(`WebGPU: ${message.replace(/\.$/, '')}.${remedy}`, reason, { cause });
  }

  /** The same, after a while in which a device that has failed says so: its work fails before. */
  async function lossSoon(cause: unknown, within: number): Promise<DeviceLostError | undefined> {
    await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, within))]);
    return loss(cause);
  }

  const description = describeAdapter(info);
  return {
    gpu,
    adapter: description,
    largestBinding: Math.min(bindingBytes, gpu.limits.maxStorageBufferBindingSize, gpu.limits.maxBufferSize),
    subgroup,
    choices,
    tuning,
    freezeFrom:
      freezeFrom ?? (isSwiftShader({ subgroup, adapter: description }) ? Number.POSITIVE_INFINITY : worthFreezing),
    scratchBytes: Math.min(scratchBytes, gpu.limits.maxStorageBufferBindingSize),
    kernel(parts, constants = {}, { frozen = false } = {}) {
      const code = compose(parts, constants);
      return (frozen ? frozenKernels : kernels).get(code, async () => {
        try {
          return await compile(gpu, labelOf(parts), code);
        } catch (error) {
          // Nothing compiles on a device that is lost.
          throw (await lossSoon(error, wordOfLoss.compiling)) ?? error;
        }
      });
    },
    requireHealthy() {
      const found = loss();
      if (found) throw found;
    },
    async explain(error) {
      const known = loss(error);
      if (known) return known;
      const cause = { cause: error };
      if (isOutOfMemory(error)) return new OutOfMemoryError(`the host has not enough memory: ${error.message}`, cause);
      // Browsers and Dawn say most of what goes wrong by a DOMException, often without a word.
      if (typeof DOMException === 'undefined' || !(error instanceof DOMException)) return error;
      const found = await lossSoon(error, wordOfLoss.failed);
      if (found) return found;
      const words = error.message || 'the device gave no reason';
      return new DeviceError(
        `WebGPU: ${error.name}: ${words}. The device may be lost: make a new engine to go on.`,
        cause,
      );
    },
    destroy() {
      failure ??= { reason: 'destroyed', message: 'the engine was disposed' };
      // One that others use may live for long, and with it what waits for word of its loss.
      forget();
      if (ours) gpu.destroy();
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
      `WebGPU is not available: the adapter ${describeAdapter(adapter.info).name} gives no device: ${firstLine(cause)}. ` +
        'An adapter gives one device: if this one was used before, ask for a new adapter. ' +
        'Otherwise renew its driver; the engines wasm and cpu need no GPU.',
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
function subgroupOf({ features, info }: Pick<GPUAdapter, 'features' | 'info'>): number {
  const { subgroupMinSize: least, subgroupMaxSize: most } = info;
  return features.has('subgroups') && least === most && least >= 4 && least <= 64 ? least : 0;
}

/** A kernel is called by its last shader file. */
function labelOf(parts: readonly Part[]): string {
  const names = parts.filter((part) => typeof part === 'string');
  return names.at(-1)!.replace(/^.*\//, '');
}
