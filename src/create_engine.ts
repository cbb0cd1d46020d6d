import type { Engine } from './engine.ts';
import { createCpuEngine } from './engines/cpu/engine.ts';
import { describeAdapter, findAdapter } from './engines/webgpu/adapter.ts';
import { createWebgpuEngine } from './engines/webgpu/engine.ts';
import { EngineUnavailableError, requireOneOf } from './errors.ts';

/**
 * Opens an engine: WebGPU where there is a GPU, else the CPU. A GPU that is only emulated on the processor is taken by name
 * alone: some are faster than the CPU engine, some slower (docs/performance.md), and all take every core. `prefer` takes one
 * by name.
 * @throws EngineUnavailableError when the one asked for cannot be had, saying why and what to install.
 */
export async function createEngine({ prefer }: { prefer?: 'webgpu' | 'cpu' } = {}): Promise<Engine> {
  if (prefer !== undefined) requireOneOf('prefer', prefer, ['webgpu', 'cpu']);
  if (prefer === 'cpu') return createCpuEngine();
  if (prefer === 'webgpu') return createWebgpuEngine();
  try {
    const adapter = await findAdapter();
    if (describeAdapter(adapter).type === 'hardware') return await createWebgpuEngine({ adapter });
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
  }
  return createCpuEngine();
}
