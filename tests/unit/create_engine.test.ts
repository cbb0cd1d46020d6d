import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEngine } from '../../src/create_engine.ts';
import { describeAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { ArgumentError, EngineUnavailableError } from '../../src/errors.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A host whose search for an adapter ends like this. */
const findsAdapter = (requestAdapter: () => Promise<unknown>) =>
  vi.stubGlobal('navigator', { gpu: { requestAdapter }, hardwareConcurrency: 2 });

test('where there is no adapter, WebGPU by name says what to install, and WebAssembly takes over unless asked', async () => {
  findsAdapter(async () => null);
  const asked = createEngine({ prefer: 'webgpu' });
  await expect(asked).rejects.toBeInstanceOf(EngineUnavailableError);
  await expect(asked).rejects.toThrow(/no adapter was found.*Install/);
  using engine = await createEngine();
  expect(engine.kind).toBe('wasm');
  expect(engine.passedOver).toEqual([{ kind: 'webgpu', reason: expect.stringMatching(/no adapter was found/) }]);
});

test('a GPU that is emulated on the processor is passed over, and says so', async () => {
  const software = { vendor: 'mesa', architecture: '', device: '', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' };
  findsAdapter(async () => ({ info: software }));
  using engine = await createEngine();
  expect(engine.kind).toBe('wasm');
  expect(engine.passedOver).toEqual([
    { kind: 'webgpu', reason: expect.stringMatching(/llvmpipe .* is emulated on the processor/) },
  ]);
});

describe('where WebAssembly', () => {
  const compileError = new WebAssembly.CompileError("Refused because 'unsafe-eval' is not allowed");
  test.each<[string, () => void, RegExp]>([
    ['has no SIMD', () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false), /no WebAssembly SIMD/],
    [
      'is forbidden by the policy of a page',
      () => vi.spyOn(WebAssembly, 'compile').mockRejectedValue(compileError),
      /CompileError: Refused.*wasm-unsafe-eval/,
    ],
    ['is not there', () => vi.stubGlobal('WebAssembly', undefined), /there is no WebAssembly here/],
    [
      'gets no memory',
      () => {
        // Nor workers, which would ask for their own.
        vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
        vi.spyOn(WebAssembly, 'Memory').mockImplementation(function memory() {
          throw new RangeError('WebAssembly.Memory(): could not allocate memory');
        });
      },
      /no memory for it \(WebAssembly.Memory\(\): could not allocate memory; .* --disable-wasm-trap-handler\)/,
    ],
  ])('%s, by name it says why, and the reference takes over unless asked', async (_, lacking, said) => {
    findsAdapter(async () => null);
    lacking();
    const error = await createEngine({ prefer: 'wasm' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect((error as Error).message).toMatch(said);
    const engine = await createEngine();
    expect(engine.kind).toBe('cpu');
    expect(engine.passedOver.map(({ kind }) => kind)).toEqual(['webgpu', 'wasm']);
    expect(engine.passedOver[1]!.reason).toMatch(said);
  });
});

test('one that is asked for by name has passed over none', async () => {
  for (const prefer of ['wasm', 'cpu'] as const) {
    using engine = await createEngine({ prefer });
    expect([engine.kind, engine.passedOver]).toEqual([prefer, []]);
  }
});

describe('threads', () => {
  test.each([1, 3])('%i are what WebAssembly takes', async (threads) => {
    findsAdapter(async () => null);
    const words = threads === 1 ? '1 thread,' : `${threads} threads,`;
    for (const options of [{ prefer: 'wasm', threads }, { threads }] as const) {
      using engine = await createEngine(options);
      expect(engine.adapter.name).toContain(words);
    }
  });

  test.each([0, 65, 1.5, -1, Number.NaN, '2', null])('%s is refused', async (threads) => {
    const refused = createEngine({ prefer: 'wasm', threads: threads as never });
    await expect(refused).rejects.toThrow(/^threads: got .* an integer from 1 to 64\.$/);
    await expect(refused).rejects.toBeInstanceOf(ArgumentError);
  });

  test.each(['webgpu', 'cpu'] as const)('for the engine %s are refused, not ignored', async (prefer) => {
    await expect(createEngine({ prefer, threads: 2 })).rejects.toThrow(
      `threads: got 2, but it must be left out with prefer: '${prefer}'. Only the engine wasm computes on threads.`,
    );
  });
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
    /nvidia hopper gives no device: no memory left for a device\. .*ask for a new adapter.*engines wasm and cpu need no GPU/,
  ],
  [
    'gives a device that is lost',
    async () => adapterThat(async () => ({ lost })),
    /nvidia hopper gives no device: the adapter has expired\. /,
  ],
])(
  'where WebGPU %s, asked for by name it says why, and WebAssembly takes over unless asked',
  async (_, request, said) => {
    findsAdapter(request);
    const error = await createEngine({ prefer: 'webgpu' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect((error as Error).message).toMatch(said);
    expect((error as Error).cause).toBeInstanceOf(Error);
    using engine = await createEngine();
    expect(engine.kind).toBe('wasm');
    expect(engine.passedOver).toEqual([{ kind: 'webgpu', reason: (error as Error).message }]);
  },
);

test.each([
  ['hardware', { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' }],
  ['hardware', { vendor: 'apple', architecture: 'metal-3', device: '', description: '' }],
  ['software', { vendor: 'google', architecture: 'swiftshader', device: '', description: '' }],
  ['software', { vendor: 'mesa', architecture: '', device: '', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }],
  ['software', { vendor: 'microsoft', architecture: '', device: '', description: 'Microsoft Basic Render Driver' }],
  ['software', { vendor: 'unknown', architecture: '', device: '', description: '', isFallbackAdapter: true }],
] as const)('an adapter is told to be %s (%#)', (type, info) => {
  expect(describeAdapter(info as never).type).toBe(type);
});
