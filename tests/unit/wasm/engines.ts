import { afterAll } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import type { WasmOptions } from '../../../src/engines/wasm/backend.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';

/** Every way in which the engine can run. */
export const ways: readonly (readonly [string, WasmOptions])[] = [
  ['1 thread', { threads: 1 }],
  ['2 threads', { threads: 2 }],
  ['3 threads', { threads: 3 }],
  ['5 threads', { threads: 5 }],
  ['one worker with a memory of its own', { machine: 'lone worker' }],
  ['the calling thread', { machine: 'calling thread' }],
];

const opened = new Map<string, Promise<Engine>>();

/** An engine of each way, one for all tests of a file. */
export function engineOf(options: WasmOptions): Promise<Engine> {
  const key = JSON.stringify(options);
  const engine = opened.get(key) ?? createWasmEngine(options);
  opened.set(key, engine);
  return engine;
}

afterAll(async () => {
  for (const engine of opened.values()) (await engine).dispose();
  opened.clear();
});
