import { createEngine } from '../create_engine.ts';
import type { AdapterDescription, Engine } from '../engine.ts';
import type { EngineName } from './options.ts';

/** Opens the engine that was asked for by --engine. @throws EngineUnavailableError */
export function openEngine(name: EngineName): Promise<Engine> {
  return createEngine(name === 'auto' ? {} : { prefer: name });
}

/** What computes, in a few words. */
export function describeEngine({ kind, adapter }: Pick<Engine, 'kind' | 'adapter'>): string {
  return `${kind}, ${describeAdapterShortly(adapter)}`;
}

export function describeAdapterShortly({ name, type }: AdapterDescription): string {
  return `${name}${type === 'software' ? ' (software)' : ''}`;
}
