import { createEngine, type Engine } from '../../../src/index.ts';
import type { EngineReport } from '../protocol.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Opens the engine that settings name. Kernels are not chosen by measuring them: those of one machine could round otherwise
 * than those of another, and a link is to give the same digits. Where a GPU is lost for good, WebAssembly takes over, unless WebGPU was
 * asked for by name.
 */
export function openEngine({ engine }: Pick<Settings, 'engine'>): Promise<Engine> {
  return createEngine({ tuning: false, ...(engine === 'auto' ? { fallback: 'wasm' } : { prefer: engine }) });
}

export function describeEngine({ kind, adapter, passedOver }: Engine): EngineReport {
  return {
    ...{ kind: 'engine', engine: kind, adapter: adapter.name, hardware: adapter.type === 'hardware' },
    passedOver: passedOver.map(({ reason }) => reason),
  };
}

/** Particles that an engine moves at ease, thirty times a second; fewer beside a training, which is to have most of its time. */
export function comfortableParticles({ kind, adapter }: Engine, training: boolean): number {
  const share = training ? 8 : 1;
  if (kind === 'webgpu') return (adapter.type === 'hardware' ? 1_000_000 : 20_000) / share;
  return (kind === 'wasm' ? 100_000 : 2000) / share;
}
