import type { Engine, TuningStore } from './engine.ts';
import { createCpuEngine } from './engines/cpu/engine.ts';
import { createWasmEngine } from './engines/wasm/engine.ts';
import { describeAdapter, findAdapter } from './engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from './engines/webgpu/engine.ts';
import { ArgumentError, EngineUnavailableError, requireInteger, requireOneOf } from './errors.ts';
import { requireKeys } from './require_options.ts';

/** The engines by name. */
export const engineKinds = ['webgpu', 'wasm', 'cpu'] as const;
export type EngineKind = (typeof engineKinds)[number];

export interface EngineOptions {
  readonly prefer?: EngineKind;
  readonly tuning?: boolean | TuningStore;
  readonly threads?: number;
}

/**
 * Opens an engine: WebGPU where there is a GPU that gives a device, else WebAssembly on all processors, else, where there is no
 * WebAssembly with SIMD, the reference on the CPU. A GPU that is only emulated on the processor is taken by name alone. `prefer` takes
 * an engine by name. Where a device has several kernels that compute the same, it is measured once for each shape of a network, in
 * training and in sampling, which is fastest, within about a second; `tuning` keeps what was found (unless given, `localStorage` where
 * there is one), and false takes those that suit most devices. `threads` is the number of workers of the WebAssembly engine, from 1 to
 * 64, one a processor unless given: results do not depend on it.
 * @throws EngineUnavailableError when the one asked for cannot be had, saying why and what to install.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  requireKeys('', options, { prefer: true, tuning: true, threads: true });
  const { prefer, tuning = pageStore() ?? true, threads } = options;
  requireTuning(tuning);
  if (threads !== undefined) requireInteger('threads', threads, 1, 64);
  if (prefer !== undefined) requireOneOf('prefer', prefer, engineKinds);
  const wasm = threads === undefined ? {} : { threads };
  if (prefer === 'cpu') return createCpuEngine();
  if (prefer === 'wasm') return createWasmEngine(wasm);
  if (prefer === 'webgpu') return createWebgpuEngine({ tuning });
  return (
    (await unlessUnavailable(async () => {
      const adapter = await findAdapter();
      return describeAdapter(adapter).type === 'hardware' ? createWebgpuEngine({ adapter, tuning }) : undefined;
    })) ??
    (await unlessUnavailable(() => createWasmEngine(wasm))) ??
    createCpuEngine()
  );
}

async function unlessUnavailable(open: () => Promise<Engine | undefined>): Promise<Engine | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof EngineUnavailableError) return undefined;
    throw error;
  }
}

function requireTuning(given: boolean | TuningStore): void {
  if (typeof given === 'boolean') return;
  if (typeof given?.getItem === 'function' && typeof given.setItem === 'function') return;
  throw new ArgumentError('tuning', given, 'true, false, or a store such as localStorage');
}

/** The store of a page, which some settings of a browser forbid even to ask for. */
function pageStore(): TuningStore | undefined {
  try {
    return typeof document === 'undefined' ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}
