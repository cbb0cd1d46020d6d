import type { Engine, PassedOver, TuningStore } from './engine.ts';
import { type EngineKind, engineKinds } from './engine_kind.ts';
import type { Backend } from './engines/backend.ts';
import { createCpuEngine } from './engines/cpu/engine.ts';
import { describeAdapter, findAdapter } from './engines/webgpu/device/adapter.ts';
import type { WebgpuEngineOptions } from './engines/webgpu/engine.ts';
import { ArgumentError, EngineUnavailableError, isOutOfMemory, requireInteger, requireOneOf } from './errors.ts';
import { requireKeys } from './require_options.ts';
import { pageStore, requireTuning } from './tuning_store.ts';

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
  /**
   * A WebGPU device that the page has already, with what its adapter allows of limits and, for speed, of the feature `subgroups`. It
   * is not destroyed with the engine; where it is lost, only its owner can give another.
   */
  readonly device?: GPUDevice;
  /** The engine that takes over where a GPU is lost and does not come back; none does unless it is named here. */
  readonly fallback?: 'wasm';
}

/**
 * Opens an engine: WebGPU where there is a GPU that gives a device, else WebAssembly on all processors, else, where there is no
 * WebAssembly with SIMD, the reference in TypeScript. A GPU that is only emulated on the processor is taken by name alone.
 * `engine.passedOver` says why it is not one of those before it. A device that is lost is replaced by another, and what was under
 * way ends as if nothing had happened (`engine.interruptions`).
 * @throws EngineUnavailableError when the one asked for by name cannot be had, saying why and what to install
 * @throws ArgumentError on bad options, among them `threads` for an engine that has none
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  requireKeys('', options, { prefer: true, tuning: true, threads: true, device: true, fallback: true });
  const { prefer, tuning = pageStore() ?? true, threads, device } = options;
  requireTuning(tuning);
  if (prefer !== undefined) requireOneOf('prefer', prefer, engineKinds);
  if (device !== undefined) requireDevice(device, prefer);
  requireFallback(options);
  requireThreads(threads, options);
  if (prefer === 'cpu') return createCpuEngine();
  if (prefer === 'wasm') return openWasm(threads);
  const fallback = options.fallback && (() => wasmBackend(threads));
  if (device) return openWebgpu({ device, tuning, fallback });
  if (prefer === 'webgpu') return openWebgpu({ tuning, fallback });

  const passedOver: PassedOver[] = [];
  const attempts = { webgpu: () => openHardware({ tuning, fallback }), wasm: () => openWasm(threads) };
  for (const kind of ['webgpu', 'wasm'] as const) {
    try {
      return withPassedOver(await attempts[kind](), passedOver);
    } catch (error) {
      if (!(error instanceof EngineUnavailableError)) throw error;
      passedOver.push({ kind, reason: error.message });
    }
  }
  return withPassedOver(createCpuEngine(), passedOver);
}

/** The engine itself, whose kind may change. */
function withPassedOver(engine: Engine, passedOver: readonly PassedOver[]): Engine {
  return Object.assign(engine, { passedOver });
}

/** WebGPU on a real GPU. @throws EngineUnavailableError */
async function openHardware(options: WebgpuEngineOptions): Promise<Engine> {
  const adapter = await findAdapter();
  const { name, type } = describeAdapter(adapter.info);
  if (type === 'hardware') return openWebgpu({ ...options, adapter });
  throw new EngineUnavailableError(
    `WebGPU finds no GPU: its only adapter, ${name}, is emulated on the processor, and so taken by name alone.`,
  );
}

// Imported where they are chosen, so that a page whose bundler splits code need not download the kernels of the others.

/** @throws EngineUnavailableError */
async function openWebgpu(options: WebgpuEngineOptions): Promise<Engine> {
  const { createWebgpuEngine } = await import('./engines/webgpu/engine.ts');
  return createWebgpuEngine(options);
}

/** @throws EngineUnavailableError */
async function openWasm(threads: number | undefined): Promise<Engine> {
  const { createWasmEngine } = await import('./engines/wasm/engine.ts');
  return withMemory(createWasmEngine(threads === undefined ? {} : { threads }));
}

/** @throws EngineUnavailableError */
async function wasmBackend(threads: number | undefined): Promise<Backend> {
  const { createWasmBackend } = await import('./engines/wasm/backend.ts');
  return withMemory(createWasmBackend(threads === undefined ? {} : { threads }));
}

/** What needs memory of the host, which may have none. @throws EngineUnavailableError */
async function withMemory<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new EngineUnavailableError(
      `WebAssembly is not available: the host has no memory for it (${error.message}). Close what else runs, or take the engine cpu.`,
      { cause: error },
    );
  }
}

function requireThreads(threads: unknown, { prefer, device, fallback }: EngineOptions): void {
  if (threads === undefined) return;
  requireInteger('threads', threads, 1, mostThreads);
  if (fallback !== undefined || (device === undefined && (prefer === undefined || prefer === 'wasm'))) return;
  throw new ArgumentError(
    'threads',
    threads,
    `left out with ${device === undefined ? `prefer: '${prefer}'` : 'a device'}`,
    'Only the engine wasm computes on threads.',
  );
}

function requireFallback({ prefer, fallback }: EngineOptions): void {
  if (fallback === undefined) return;
  requireOneOf('fallback', fallback, ['wasm']);
  if (prefer === undefined || prefer === 'webgpu') return;
  throw new ArgumentError(
    'fallback',
    fallback,
    `left out with prefer: '${prefer}'`,
    'Only the engine webgpu loses a GPU.',
  );
}

function requireDevice(device: unknown, prefer: EngineKind | undefined): void {
  const { queue, limits, adapterInfo } = (device ?? {}) as Partial<GPUDevice>;
  if (!queue || !limits || !adapterInfo)
    throw new ArgumentError('device', device, 'a GPUDevice, such as await adapter.requestDevice() gives');
  if (prefer !== undefined && prefer !== 'webgpu')
    throw new ArgumentError(
      'device',
      device,
      `left out with prefer: '${prefer}'`,
      'A device is for the engine webgpu.',
    );
}
