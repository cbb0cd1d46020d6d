import type { Engine } from '../../engine.ts';
import { createDriver } from '../drive/engine.ts';
import { createWasmBackend, type WasmOptions } from './backend.ts';

/** Opens the engine that computes on all processors by WebAssembly. @throws EngineUnavailableError where it cannot be had, saying why */
export async function createWasmEngine(options: WasmOptions = {}): Promise<Engine> {
  return createDriver(await createWasmBackend(options));
}
