import type { Engine } from '../../engine.ts';
import { EngineUnavailableError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { createDriver } from '../drive/engine.ts';
import { createWasmBackend, type WasmOptions } from './backend.ts';

/**
 * Opens the engine that computes on all processors by WebAssembly. Workers that end are replaced by others.
 * @throws EngineUnavailableError where it cannot be had, saying why
 */
export async function createWasmEngine(options: WasmOptions = {}): Promise<Engine> {
  const first = await createWasmBackend(options);
  const { adapter, machine } = first;
  // Described as before: why there is no better machine has not changed.
  return createDriver(first, { reopen: async () => ({ ...(await startAgain({ ...options, machine })), adapter }) });
}

/** The same machine again, not one that can be had more easily. @throws EngineUnavailableError when its workers do not start */
async function startAgain(options: WasmOptions): Promise<Backend> {
  try {
    return await createWasmBackend(options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineUnavailableError(`no worker starts: ${why}`, { cause });
  }
}
