import { expect, test } from 'vitest';
import { describeEngine } from '../../src/cli/engine.ts';
import { UsageError } from '../../src/cli/exit.ts';
import { engineOf } from '../../src/cli/options/engine.ts';
import type { Engine } from '../../src/engine.ts';

test.each([
  [{ engine: 'auto' }, { name: 'auto', threads: undefined }],
  [
    { engine: 'wasm', threads: '64' },
    { name: 'wasm', threads: 64 },
  ],
  [
    { engine: 'auto', threads: '1' },
    { name: 'auto', threads: 1 },
  ],
  [{ engine: 'cpu' }, { name: 'cpu', threads: undefined }],
])('%j asks for %j', (values, request) => {
  expect(engineOf(values)).toEqual(request);
});

test.each([
  [{ engine: 'gpu' }, /^--engine: got "gpu", but it must be one of auto, webgpu, wasm, cpu$/],
  [{ engine: 'wasm', threads: '0' }, /^--threads: got "0", but it must be an integer from 1 to 64$/],
  [{ engine: 'wasm', threads: '65' }, /^--threads: got "65"/],
  [{ engine: 'cpu', threads: '2' }, /^--threads: only for --engine wasm, not for cpu$/],
  [{ engine: 'webgpu', threads: '2' }, /^--threads: only for --engine wasm, not for webgpu$/],
])('%j is refused', (values, said) => {
  expect(() => engineOf(values)).toThrow(said);
  expect(() => engineOf(values)).toThrow(UsageError);
});

const hopper = { name: 'nvidia hopper', vendor: 'nvidia', architecture: 'hopper', type: 'hardware' } as const;
const gpu = { kind: 'webgpu', adapter: hopper, passedOver: [] } as const;
const wasm: Pick<Engine, 'kind' | 'adapter' | 'passedOver'> = {
  kind: 'wasm',
  adapter: { name: 'WebAssembly, 2 threads, SIMD', vendor: '', architecture: 'wasm32', type: 'none' },
  passedOver: [{ kind: 'webgpu', reason: 'no adapter was found' }],
};

test.each([
  [gpu, undefined, 'webgpu, nvidia hopper'],
  [gpu, 2, 'webgpu, nvidia hopper (--threads is for the engine wasm alone)'],
  [wasm, 2, 'wasm, WebAssembly, 2 threads, SIMD ("scorefield doctor" says why not webgpu)'],
  [{ ...wasm, passedOver: [] }, undefined, 'wasm, WebAssembly, 2 threads, SIMD'],
])('an engine is described in words (%#)', (engine, threads, words) => {
  expect(describeEngine(engine, { threads })).toBe(words);
});
