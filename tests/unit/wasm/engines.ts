import { afterAll } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import type { WasmOptions } from '../../../src/engines/wasm/backend.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';

/** Every way in which the engine can run, by the binary that all hosts take. */
export const ways: readonly (readonly [string, WasmOptions])[] = [
  ['1 thread', { relaxed: false, threads: 1 }],
  ['2 threads', { relaxed: false, threads: 2 }],
  ['3 threads', { relaxed: false, threads: 3 }],
  ['5 threads', { relaxed: false, threads: 5 }],
  ['one worker with a memory of its own', { relaxed: false, machine: 'lone worker' }],
  ['the calling thread', { relaxed: false, machine: 'calling thread' }],
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
