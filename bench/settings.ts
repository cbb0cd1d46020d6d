import { type EngineKind, engineKinds } from '../src/engine_kind.ts';
import { type Letter, letters } from './workloads.ts';

/** What ours is measured beside, in the order of the table. */
export const peerNames = ['jax-js-webgpu', 'tfjs-webgpu', 'jax-js-wasm', 'tfjs-wasm', 'ort-wasm', 'torch'] as const;
export type PeerName = (typeof peerNames)[number];

/** Those that need an adapter. */
const onWebgpu: readonly PeerName[] = ['jax-js-webgpu', 'tfjs-webgpu'];
/** Those that need more than npm installs, which are measured by name alone. */
const foreign: readonly PeerName[] = ['torch'];

/** What is measured, as plain data: it goes to a browser as it is. */
export interface Settings {
  readonly engine: EngineKind;
  /** Numbers of threads of the WebAssembly engine; empty for one a processor. */
  readonly threads: readonly number[];
  readonly peers: readonly PeerName[];
  readonly only: readonly Letter[];
  readonly seconds: number;
  readonly repeats: number;
}

/** Reads settings from words; what is wrong with them, if anything. */
export function settingsOf(words: {
  engine: string;
  threads?: string | undefined;
  /** All of them that npm installs and that run where the engine does; `peer` names some. */
  peers?: boolean;
  peer?: string | undefined;
  /** Whether a browser is to measure it. */
  browser?: boolean;
  only: string;
  seconds: string;
  repeats: string;
}): Settings | string {
  const { engine } = words;
  if (!isEngineKind(engine)) return `--engine must be one of ${engineKinds.join(', ')}, not ${JSON.stringify(engine)}`;
  const only = words.only.toUpperCase().split(',');
  const unknown = only.find((letter) => !(letters as readonly string[]).includes(letter));
  if (unknown !== undefined) return `--only: no workload ${JSON.stringify(unknown)}; there are ${letters.join(', ')}`;
  const threads = words.threads?.split(',').map(Number) ?? [];
  if (threads.length > 0 && engine !== 'wasm') return '--threads is an option of --engine wasm';
  if (!threads.every((count) => Number.isInteger(count) && count >= 1 && count <= 64))
    return `--threads must be integers from 1 to 64, not ${words.threads}`;
  const here = peerNames.filter((name) => engine === 'webgpu' || !onWebgpu.includes(name));
  const named =
    words.peer?.toLowerCase().split(',') ?? (words.peers ? here.filter((name) => !foreign.includes(name)) : []);
  const peers = peerNames.filter((name) => named.includes(name));
  const stranger = named.find((name) => !(peerNames as readonly string[]).includes(name));
  if (stranger !== undefined)
    return `--peer: none is called ${JSON.stringify(stranger)}; there are ${peerNames.join(', ')}`;
  const elsewhere = peers.find((name) => !here.includes(name));
  if (elsewhere !== undefined)
    return `--peer ${elsewhere} needs --engine webgpu, which opens the adapter that it computes on`;
  if (words.browser && peers.includes('torch')) return '--peer torch is measured in Node, without --browser';
  const seconds = Number(words.seconds);
  if (!(seconds > 0 && seconds <= 600)) return `--seconds must be above 0 and at most 600, not ${words.seconds}`;
  const repeats = Number(words.repeats);
  if (!Number.isInteger(repeats) || repeats < 1) return `--repeats must be an integer above 0, not ${words.repeats}`;
  return { engine, threads, peers, only: only as Letter[], seconds, repeats };
}

function isEngineKind(word: string): word is EngineKind {
  return (engineKinds as readonly string[]).includes(word);
}
