import type { TuningStore } from '../../engine.ts';
import type { Backend, Runner } from '../backend.ts';
import { findAdapter } from './device/adapter.ts';
import { type Choices, type Device, openDevice, useDevice } from './device/device.ts';
import { mostParticles } from './device/limits.ts';
import { createSamplingRunner } from './sampling/sampling_runner.ts';
import { createTrainingRunner } from './training/training_runner.ts';

/** Coordinates that keep a GPU busy at a time, and the particles that it wants even where each has many. */
const busy = { values: 2 ** 22, particles: 2 ** 16 };

export interface WebgpuOptions {
  /** The fastest that is found unless given. */
  readonly adapter?: GPUAdapter;
  /** A device that others use, too: it is not destroyed with the engine, and no other takes its place. */
  readonly device?: GPUDevice;
  /** Bounds the memory for intermediate results of a dispatch, in bytes, */
  readonly scratchBytes?: number;
  /** and the buffers of data and particles, below what the adapter grants. */
  readonly bindingBytes?: number;
  /** False keeps to kernels that need none. */
  readonly subgroups?: boolean;
  /** Updates of particles from which on small networks are compiled into their kernel. */
  readonly freezeFrom?: number;
  /** Measures kernels that compute the same, once for each shape of a network; a store keeps what was found. */
  readonly tuning?: boolean | TuningStore;
}

/**
 * Opens a device, unless one is given. @throws EngineUnavailableError when there is no adapter, or it gives no device
 * @param choices variants of kernels that were found best on devices before
 */
export async function createWebgpuBackend(
  { adapter, device: given, ...options }: WebgpuOptions = {},
  choices: Choices = new Map(),
): Promise<Backend> {
  const device = given
    ? useDevice(given, given.adapterInfo, { ...options, choices })
    : await openDevice(adapter ?? (await findAdapter()), { ...options, choices });
  return {
    kind: 'webgpu',
    adapter: device.adapter,
    // It has work while the host waits for word, which takes milliseconds; and an aborted signal ends a run within a tenth of a second.
    queueDepth: 4,
    train: (plan) => healthy(device, () => createTrainingRunner(device, plan)),
    sample: (plan) => healthy(device, () => createSamplingRunner(device, plan)),
    mostParticles: (dimension) => mostParticles(device, dimension),
    busyParticles: (dimension) =>
      Math.min(Math.max(Math.floor(busy.values / dimension), busy.particles), mostParticles(device, dimension)),
    explain: device.explain,
    dispose: device.destroy,
  };
}

/** Prepares a runner, on a device that is well before and after: one that is lost makes what is asked of it, and does nothing. */
async function healthy<R extends Runner>(device: Device, prepare: () => Promise<R>): Promise<R> {
  device.requireHealthy();
  const runner = await prepare();
  try {
    device.requireHealthy();
  } catch (error) {
    runner.dispose();
    throw error;
  }
  return runner;
}
