import type { Engine, PassedOver, TuningStore } from './engine.ts';
import { createCpuEngine } from './engines/cpu/engine.ts';
import type { WebgpuOptions } from './engines/webgpu/backend.ts';
import { describeAdapter, findAdapter } from './engines/webgpu/device/adapter.ts';
import { ArgumentError, EngineUnavailableError, isOutOfMemory, requireInteger, requireOneOf } from './errors.ts';
import { requireKeys } from './require_options.ts';
import { pageStore, requireTuning } from './tuning_store.ts';

/** The engines by name, in the order in which `createEngine` tries them. */
export const engineKinds = ['webgpu', 'wasm', 'cpu'] as const;
export type EngineKind = (typeof engineKinds)[number];

/** The most workers of the WebAssembly engine. */
export const mostThreads = 64;

export interface EngineOptions {
  /** One engine by name; the best there is unless given. */
  readonly prefer?: EngineKind;
  /**
   * Where a device has several kernels that compute the same, it is measured once for each shape of a network, in training and in
   * sampling, which is fastest, within about a second. A store keeps what was found (unless given, `localStorage` where there is
   * one); false takes those that suit most devices.
   */
  readonly tuning?: boolean | TuningStore;
  /**
   * Workers of the WebAssembly engine, from 1 to 64; one a processor, up to 32, unless given. Results do not depend on it. A GPU that
   * is taken before has no use for it.
   */
  readonly threads?: number;
}

/**
 * Opens an engine: WebGPU where there is a GPU that gives a device, else WebAssembly on all processors, else, where there is no
 * WebAssembly with SIMD, the reference in TypeScript. A GPU that is only emulated on the processor is taken by name alone.
 * `engine.passedOver` says why it is not one of those before it.
 * @throws EngineUnavailableError when the one asked for by name cannot be had, saying why and what to install
 * @throws ArgumentError on bad options, among them `threads` for an engine that has none
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  requireKeys('', options, { prefer: true, tuning: true, threads: true });
  const { prefer, tuning = pageStore() ?? true, threads } = options;
  requireTuning(tuning);
  if (prefer !== undefined) requireOneOf('prefer', prefer, engineKinds);
  requireThreads(threads, prefer);
  if (prefer === 'cpu') return createCpuEngine();
  if (prefer === 'wasm') return openWasm(threads);
  if (prefer === 'webgpu') return openWebgpu({ tuning });

  const passedOver: PassedOver[] = [];
  const attempts = { webgpu: () => openHardware(tuning), wasm: () => openWasm(threads) };
  for (const kind of ['webgpu', 'wasm'] as const) {
    try {
      return { ...(await attempts[kind]()), passedOver };
    } catch (error) {
      if (!(error instanceof EngineUnavailableError)) throw error;
      passedOver.push({ kind, reason: error.message });
    }
  }
  return { ...createCpuEngine(), passedOver };
}

/** WebGPU on a real GPU. @throws EngineUnavailableError */
async function openHardware(tuning: boolean | TuningStore): Promise<Engine> {
  const adapter = await findAdapter();
  const { name, type } = describeAdapter(adapter);
  if (type === 'hardware') return openWebgpu({ adapter, tuning });
  throw new EngineUnavailableError(
    `WebGPU finds no GPU: its only adapter, ${name}, is emulated on the processor, and so taken by name alone.`,
  );
}

// Imported where they are chosen, so that a page whose bundler splits code need not download the kernels of the others.

/** @throws EngineUnavailableError */
async function openWebgpu(options: WebgpuOptions): Promise<Engine> {
  const { createWebgpuEngine } = await import('./engines/webgpu/engine.ts');
  return createWebgpuEngine(options);
}

/** @throws EngineUnavailableError */
async function openWasm(threads: number | undefined): Promise<Engine> {
  const { createWasmEngine } = await import('./engines/wasm/engine.ts');
  try {
    return await createWasmEngine(threads === undefined ? {} : { threads });
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new EngineUnavailableError(
      `WebAssembly is not available: the host has no memory for it (${error.message}). Close what else runs, or take the engine cpu.`,
      { cause: error },
    );
  }
}

function requireThreads(threads: unknown, prefer: EngineKind | undefined): void {
  if (threads === undefined) return;
  requireInteger('threads', threads, 1, mostThreads);
  if (prefer === undefined || prefer === 'wasm') return;
  throw new ArgumentError(
    'threads',
    threads,
    `left out with prefer: '${prefer}'`,
    'Only the engine wasm computes on threads.',
  );
}
