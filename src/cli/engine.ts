import { createEngine } from '../create_engine.ts';
import type { Engine } from '../engine.ts';
import { describeEngineShortly } from './engine_words.ts';
import { tuningFile } from './files/tuning_file.ts';
import type { EngineRequest } from './options/engine.ts';

/** Opens the engine that was asked for by --engine. @throws EngineUnavailableError */
export function openEngine({ name, threads, fallback }: EngineRequest): Promise<Engine> {
  // For measurements of one and the same kernel.
  const tuning = process.env.SCOREFIELD_TUNING === 'off' ? false : tuningFile();
  return createEngine({
    tuning,
    ...(name !== 'auto' && { prefer: name }),
    ...(threads !== undefined && { threads }),
    ...(fallback && { fallback }),
  });
}

/** What computes, in a few words, and which command says why it is no other. */
export function describeEngine(
  { kind, adapter, passedOver }: Pick<Engine, 'kind' | 'adapter' | 'passedOver'>,
  { threads }: Pick<EngineRequest, 'threads'>,
): string {
  const others = passedOver.map((other) => other.kind).join(' and ');
  const why = others && ` ("scorefield doctor" says why not ${others})`;
  // Asked for beside --engine auto, which took a GPU.
  const unused = threads !== undefined && kind !== 'wasm' ? ' (--threads is for the engine wasm alone)' : '';
  return `${describeEngineShortly({ kind, adapter })}${why}${unused}`;
}
