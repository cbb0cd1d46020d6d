import { mostThreads } from '../../create_engine.ts';
import { engineKinds } from '../../engine_kind.ts';
import { usualThreads } from '../../engines/wasm/create_machine.ts';
import { UsageError } from '../exit.ts';
import { integer, oneOf } from './read.ts';

/** What is to compute. */
export interface EngineRequest {
  readonly name: (typeof names)[number];
  /** Of the engine wasm; one a processor unless given. */
  readonly threads: number | undefined;
  /** What takes over where a GPU is lost and does not come back. */
  readonly fallback: 'wasm' | undefined;
}

const names = ['auto', ...engineKinds] as const;

export const engineOptions = {
  engine: { type: 'string', default: 'auto' },
  threads: { type: 'string' },
  fallback: { type: 'string' },
} as const;

export const engineHelp = `  --engine ${names.join('|')}
                               what computes: WebGPU, WebAssembly on all processors, or the slow reference (default
                               auto: the first that this machine has, WebGPU on a real GPU alone; see "doctor")
  --threads N                  threads of the engine wasm, from 1 to ${mostThreads}; any number gives the same results
                               (default: one a processor, at most ${usualThreads})
  --fallback wasm              the engine that takes over where a GPU is lost for good (default: none; one that is lost
                               is opened again, and all goes on as if it had never gone)`;

/** Reads what is to compute. @throws UsageError */
export function engineOf(values: {
  readonly engine: string;
  readonly threads?: string | undefined;
  readonly fallback?: string | undefined;
}): EngineRequest {
  const name = oneOf('--engine', values.engine, names);
  const threads = integer('--threads', values.threads, 1, mostThreads);
  const fallback = values.fallback === undefined ? undefined : oneOf('--fallback', values.fallback, ['wasm']);
  if (fallback && name !== 'auto' && name !== 'webgpu')
    throw new UsageError(`--fallback: only for --engine webgpu, not for ${name}`);
  if (threads !== undefined && !fallback && name !== 'auto' && name !== 'wasm')
    throw new UsageError(`--threads: only for --engine wasm, not for ${name}`);
  return { name, threads, fallback };
}
