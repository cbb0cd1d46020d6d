import { afterEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../src/create_engine.ts';
import { describeAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { EngineUnavailableError } from '../../src/errors.ts';

afterEach(() => vi.unstubAllGlobals());

test('where there is no adapter, WebGPU by name says what to install, and the CPU takes over unless asked', async () => {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
  const asked = createEngine({ prefer: 'webgpu' });
  await expect(asked).rejects.toBeInstanceOf(EngineUnavailableError);
  await expect(asked).rejects.toThrow(/no adapter was found.*Install/);
  expect((await createEngine()).kind).toBe('cpu');
});

const info = { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' };
const adapterThat = (requestDevice: () => Promise<unknown>) => ({
  ...{ info, features: new Set(), limits: {}, requestDevice },
});
const failure = new DOMException('no memory left for a device.\nat Adapter.cpp:305', 'OperationError');
const lost = Promise.resolve({ reason: 'unknown', message: 'the adapter has expired' });

test.each<[string, () => Promise<unknown>, RegExp]>([
  ['finds no adapter', () => Promise.reject(failure), /no adapter was found \(no memory left for a device\)\. Install/],
  [
    'gives no device',
    async () => adapterThat(() => Promise.reject(failure)),
    /nvidia hopper gives no device: no memory left for a device\. .*ask for a new adapter.*CPU engine/,
  ],
  [
    'gives a device that is lost',
    async () => adapterThat(async () => ({ lost })),
    /nvidia hopper gives no device: the adapter has expired\. /,
  ],
])('where WebGPU %s, asked for by name it says why, and the CPU takes over unless asked', async (_, request, said) => {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: request } });
  const error = await createEngine({ prefer: 'webgpu' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EngineUnavailableError);
  expect((error as Error).message).toMatch(said);
  expect((error as Error).cause).toBeInstanceOf(Error);
  expect((await createEngine()).kind).toBe('cpu');
});

test.each([
  ['hardware', { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' }],
  ['hardware', { vendor: 'apple', architecture: 'metal-3', device: '', description: '' }],
  ['software', { vendor: 'google', architecture: 'swiftshader', device: '', description: '' }],
  ['software', { vendor: 'mesa', architecture: '', device: '', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }],
  ['software', { vendor: 'microsoft', architecture: '', device: '', description: 'Microsoft Basic Render Driver' }],
  ['software', { vendor: 'unknown', architecture: '', device: '', description: '', isFallbackAdapter: true }],
] as const)('an adapter is told to be %s (%#)', (type, info) => {
  expect(describeAdapter({ info } as never).type).toBe(type);
});
