import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../src/create_engine.ts';
import { engineInWorker } from '../../src/engine_in_worker/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { DeviceError } from '../../src/errors.ts';
import { collect, training } from '../engine_suite/fixtures.ts';
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

test('a worker that dies in the middle of a run ends it by a DeviceError, and another takes its place', async () => {
  const worker = new Worker(new URL('./dying_worker.ts', import.meta.url), { type: 'module' });
  using engine = await engineInWorker(worker, { prefer: 'cpu' });
  using trainer = await engine.trainer(training);
  const checkpoint = await trainer.checkpoint();
  const run = trainer.run({ steps: 1e8 });
  await expect(run.next()).rejects.toBeInstanceOf(DeviceError);
  await expect(trainer.model()).rejects.toThrow(/the worker of the engine stopped: .*out of luck/);
  using other = await opened({ prefer: 'cpu' });
  using resumed = await other.trainer({ data: training.data, checkpoint });
  expect(await collect(resumed.run({ steps: 2 }))).toMatchObject([{ step: 2 }]);
});
