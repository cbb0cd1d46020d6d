import type { Engine, TuningStore } from '../../engine.ts';
import { findAdapter } from './device/adapter.ts';
import { type Device, openDevice } from './device/device.ts';
import { mostParticles } from './device/limits.ts';
import { evaluate } from './sampling/evaluate.ts';
import { createSampler } from './sampling/sampler.ts';
import { createTrainer } from './training/trainer.ts';

/**
 * Opens an engine on an adapter, by default the fastest that is found. `scratchBytes` bounds the memory for intermediate
 * results of a dispatch, `bindingBytes` the buffers of data and particles, below what the adapter grants; `subgroups: false`
 * keeps to kernels that need none; from `freezeFrom` particle-steps on, small networks are compiled into their kernel; `tuning`
 * measures kernels that compute the same, once for each shape of a network. @throws EngineUnavailableError when there is no adapter, or it gives no device.
 */
export async function createWebgpuEngine({
  adapter,
  ...options
}: {
  adapter?: GPUAdapter;
  scratchBytes?: number;
  bindingBytes?: number;
  subgroups?: boolean;
  freezeFrom?: number;
  tuning?: boolean | TuningStore;
} = {}): Promise<Engine> {
  const device = await openDevice(adapter ?? (await findAdapter()), options);
  return {
    kind: 'webgpu',
    adapter: device.adapter,
    mostParticles: (dimension) => mostParticles(device, dimension),
    trainer: async (options) => createTrainer(usable(device), options),
    sampler: async (options) => createSampler(usable(device), options),
    score: async (request) => evaluate(usable(device), request),
    dispose: device.destroy,
    [Symbol.dispose]: device.destroy,
  };
}

function usable(device: Device): Device {
  device.requireHealthy();
  return device;
}
