import { expect, test } from 'vitest';
import { createEngine } from '../../src/create_engine.ts';
import { describeAdapter, findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { ArgumentError, EngineUnavailableError } from '../../src/errors.ts';

test('WebGPU by name is WebGPU, whatever the adapter', async () => {
  using engine = await createEngine({ prefer: 'webgpu' });
  expect(engine.kind).toBe('webgpu');
  expect(['hardware', 'software']).toContain(engine.adapter.type);
  expect(engine.adapter.name).not.toBe('');
});

test('unless asked, WebGPU is taken on hardware alone', async () => {
  using engine = await createEngine();
  const { name, type } = describeAdapter((await findAdapter()).info);
  expect(engine.kind).toBe(type === 'hardware' ? 'webgpu' : 'wasm');
  const why = { kind: 'webgpu', reason: expect.stringContaining(`${name}, is emulated`) };
  expect(engine.passedOver).toEqual(type === 'hardware' ? [] : [why]);
});

test('an adapter that was used before gives no second engine, and says what to do', async () => {
  const adapter = await findAdapter();
  using _ = await createWebgpuEngine({ adapter });
  const again = createWebgpuEngine({ adapter });
  await expect(again).rejects.toBeInstanceOf(EngineUnavailableError);
  await expect(again).rejects.toThrow(/gives no device: .*ask for a new adapter/);
});

test.each(['wasm', 'cpu'] as const)('%s by name is taken, whatever the adapter', async (prefer) => {
  using engine = await createEngine({ prefer });
  expect([engine.kind, engine.adapter.type]).toEqual([prefer, 'none']);
});

test('another name is refused', async () => {
  await expect(createEngine({ prefer: 'cuda' as never })).rejects.toBeInstanceOf(ArgumentError);
});
