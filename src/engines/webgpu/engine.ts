import type { Engine } from '../../engine.ts';
import { EngineUnavailableError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { createDriver } from '../drive/engine.ts';
import { createWebgpuBackend, type WebgpuOptions } from './backend.ts';
import type { Choices } from './device/device.ts';

export interface WebgpuEngineOptions extends WebgpuOptions {
  /** Opens what takes over where a lost device does not come back; nothing does unless given. */
  readonly fallback?: (() => Promise<Backend>) | undefined;
}

/**
 * Opens an engine on an adapter. A device that is lost is replaced by that of another adapter of the same type.
 * @throws EngineUnavailableError when there is no adapter, or it gives no device
 */
export async function createWebgpuEngine({ fallback, ...options }: WebgpuEngineOptions = {}): Promise<Engine> {
  const choices: Choices = new Map();
  const first = await createWebgpuBackend(options, choices);
  // Only its owner can give another.
  if (options.device) return createDriver(first, { fallback });
  // An adapter gives one device.
  const { adapter: _, ...others } = options;
  return createDriver(first, {
    fallback,
    async reopen() {
      const backend = await createWebgpuBackend(others, choices);
      const { name, type } = backend.adapter;
      if (type === first.adapter.type) return backend;
      backend.dispose();
      throw new EngineUnavailableError(`WebGPU has lost its adapter ${first.adapter.name}, and finds only ${name}.`);
    },
  });
}
