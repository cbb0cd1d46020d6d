import { engineKinds, mostThreads } from '../../create_engine.ts';
import { usualThreads } from '../../engines/wasm/create_machine.ts';
import { UsageError } from '../exit.ts';
import { integer, oneOf } from './read.ts';

/** What is to compute. */
export interface EngineRequest {
  readonly name: (typeof names)[number];
  /** Of the engine wasm; one a processor unless given. */
  readonly threads: number | undefined;
}

const names = ['auto', ...engineKinds] as const;

export const engineOptions = {
  engine: { type: 'string', default: 'auto' },
  threads: { type: 'string' },
} as const;

export const engineHelp = `  --engine ${names.join('|')}
                               what computes: WebGPU, WebAssembly on all processors, or the slow reference (default
                               auto: the first that this machine has, WebGPU on a real GPU alone; see "doctor")
  --threads N                  threads of the engine wasm, from 1 to ${mostThreads}; any number gives the same results
                               (default: one a processor, at most ${usualThreads})`;

/** Reads what is to compute. @throws UsageError */
export function engineOf(values: { readonly engine: string; readonly threads?: string | undefined }): EngineRequest {
  const name = oneOf('--engine', values.engine, names);
  const threads = integer('--threads', values.threads, 1, mostThreads);
  if (threads !== undefined && name !== 'auto' && name !== 'wasm')
    throw new UsageError(`--threads: only for --engine wasm, not for ${name}`);
  return { name, threads };
}
