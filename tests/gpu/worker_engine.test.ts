import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../src/create_engine.ts';
import { engineInWorker } from '../../src/engine_in_worker/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { engineSuite } from '../engine_suite/index.ts';

function opened(options: EngineOptions) {
  return engineInWorker(new Worker(new URL('../../src/worker.ts', import.meta.url), { type: 'module' }), options);
}

describe.each([
  ['webgpu', createWebgpuEngine],
  ['wasm', createWasmEngine],
] as const)('the engine %s in a worker', (prefer, here) => {
  engineSuite(() => opened({ prefer }));

  test('is what it is on this thread', async () => {
    using engine = await opened({ prefer });
    using other = await here();
    const { kind, adapter, passedOver } = engine;
    expect({ kind, adapter, passedOver }).toEqual({ kind: other.kind, adapter: other.adapter, passedOver: [] });
    for (const dimension of [1, 2, 3, 17, 784, 65_535]) {
      expect(engine.mostParticles(dimension)).toBe(other.mostParticles(dimension));
      expect(engine.busyParticles(dimension)).toBe(other.busyParticles(dimension));
    }
  });
});
