import type { Engine } from '../../engine.ts';
import { findAdapter } from './adapter.ts';
import { type Device, openDevice } from './device.ts';
import { evaluate } from './evaluate.ts';
import { mostParticles } from './limits.ts';
import { createSampler } from './sampler.ts';
import { createTrainer } from './trainer.ts';

/**
 * Opens an engine on an adapter, by default the fastest that is found. `scratchBytes` bounds the memory for intermediate
 * results of a dispatch. @throws EngineUnavailableError when there is no adapter.
 */
export async function createWebgpuEngine({
  adapter,
  scratchBytes,
}: {
  adapter?: GPUAdapter;
  scratchBytes?: number;
} = {}): Promise<Engine> {
  const device = await openDevice(adapter ?? (await findAdapter()), scratchBytes);
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
