import { createEngine } from '../create_engine.ts';
import type { AdapterDescription, Engine } from '../engine.ts';
import { tuningFile } from './files/tuning_file.ts';
import type { EngineName } from './options/read.ts';

/** Opens the engine that was asked for by --engine. @throws EngineUnavailableError */
export function openEngine(name: EngineName): Promise<Engine> {
  // For measurements of one and the same kernel.
  const tuning = process.env.SCOREFIELD_TUNING === 'off' ? false : tuningFile();
  return createEngine(name === 'auto' ? { tuning } : { prefer: name, tuning });
}

/** What computes, in a few words. */
export function describeEngine({ kind, adapter }: Pick<Engine, 'kind' | 'adapter'>): string {
  return `${kind}, ${describeAdapterShortly(adapter)}`;
}

export function describeAdapterShortly({ name, type }: AdapterDescription): string {
  return `${name}${type === 'software' ? ' (software)' : ''}`;
}
