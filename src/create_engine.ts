import type { Engine, TuningStore } from './engine.ts';
import { createCpuEngine } from './engines/cpu/engine.ts';
import { describeAdapter, findAdapter } from './engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from './engines/webgpu/engine.ts';
import { ArgumentError, EngineUnavailableError, requireOneOf } from './errors.ts';
import { requireKeys } from './require_options.ts';

/**
 * Opens an engine: WebGPU where there is a GPU that gives a device, else the CPU. A GPU that is only emulated on the processor is taken by name
 * alone: some are faster than the CPU engine, some slower (docs/performance.md), and all take every core. `prefer` takes one
 * by name. Where a device has several kernels that compute the same, it is measured once for each shape of a network, in training and
 * in sampling, which is fastest, within about a second; `tuning` keeps what was found (unless given, `localStorage` where there is one), and false
 * takes those that suit most devices.
 * @throws EngineUnavailableError when the one asked for cannot be had, saying why and what to install.
 */
export async function createEngine(
  options: { prefer?: 'webgpu' | 'cpu'; tuning?: boolean | TuningStore } = {},
): Promise<Engine> {
  requireKeys('', options, { prefer: true, tuning: true });
  const { prefer, tuning = pageStore() ?? true } = options;
  requireTuning(tuning);
  if (prefer !== undefined) requireOneOf('prefer', prefer, ['webgpu', 'cpu']);
  if (prefer === 'cpu') return createCpuEngine();
  if (prefer === 'webgpu') return createWebgpuEngine({ tuning });
  try {
    const adapter = await findAdapter();
    if (describeAdapter(adapter).type === 'hardware') return await createWebgpuEngine({ adapter, tuning });
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
  }
  return createCpuEngine();
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
