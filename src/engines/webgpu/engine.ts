import type { Engine } from '../../engine.ts';
import { createDriver } from '../drive/engine.ts';
import { createWebgpuBackend, type WebgpuOptions } from './backend.ts';

/** Opens an engine on an adapter. @throws EngineUnavailableError when there is none, or it gives no device */
export async function createWebgpuEngine(options: WebgpuOptions = {}): Promise<Engine> {
  return createDriver(await createWebgpuBackend(options));
}
