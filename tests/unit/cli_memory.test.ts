import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/exit.ts';
import { requireDrawsMemory, requireTrainingMemory, type TrainingSize } from '../../src/cli/memory.ts';
import { mlp, parameterCount } from '../../src/network.ts';
import { points } from '../../src/points.ts';

const network = mlp({ dimension: 2, hidden: [512, 512] });
const size: TrainingSize = {
  network,
  averaged: false,
  data: points(Float32Array.of(1, 2, 3, 4), 2),
  transform: undefined,
};
const options = { network: '--hidden', data: '--points' } as const;

/** What a training may take before it is refused, found by halves. */
function needed(kind: 'cpu' | 'wasm' | 'webgpu', wanted: TrainingSize): number {
  let [low, high] = [0, 2 ** 40];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    try {
      requireTrainingMemory({ kind }, wanted, options, middle);
      high = middle;
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      low = middle;
    }
  }
  return high;
}

test('a training needs memory for its state, more with an average, and more where there is no GPU', () => {
  const floats = 4 * parameterCount(network);
  // In float32 where it begins, in a checkpoint and in its file: parameters and two moments, and the average.
  expect(needed('webgpu', size)).toBe(3 * 3 * floats);
  expect(needed('webgpu', { ...size, averaged: true })).toBe(3 * 4 * floats);
  expect(needed('cpu', size)).toBeGreaterThan(3 * 3 * floats + 3 * 3 * 2 * floats);
  expect(needed('cpu', { ...size, averaged: true })).toBeGreaterThan(needed('cpu', size));
  // Likewise, and three times in the memory of WebAssembly, with sixteen gradients and their sum, and the data.
  const data = 4 * size.data.values.length;
  expect(needed('wasm', size)).toBe((3 * 3 + 3 * 3 + 17) * floats + data);
  expect(needed('wasm', { ...size, averaged: true })).toBe((3 * 4 + 3 * 4 + 17) * floats + data);
  // Gradients of huge networks take 512 MiB at most, or are one.
  const huge = mlp({ dimension: 2, hidden: new Array<number>(270).fill(512) });
  expect(needed('wasm', { ...size, network: huge })).toBe((3 * 3 + 3 * 3 + 2) * 4 * parameterCount(huge) + data);
});

test('and for copies of the data: standardised, and that of an engine without a GPU', () => {
  const transform = { shift: [0, 0], scale: [1, 1] };
  const bytes = 4 * 4;
  expect(needed('webgpu', { ...size, transform }) - needed('webgpu', size)).toBe(bytes);
  for (const kind of ['wasm', 'cpu'] as const)
    expect(needed(kind, { ...size, transform }) - needed(kind, size)).toBe(bytes);
});

test('what is too much is refused by the option that asked for it, with what fits', () => {
  const refused = (wanted: TrainingSize, free: number) => () =>
    requireTrainingMemory({ kind: 'cpu' }, wanted, options, free);
  const half = Math.floor(needed('cpu', size) / 2);
  const count = parameterCount(network);
  expect(refused(size, half)).toThrow(/^--hidden: to train 265730 parameters on the engine cpu takes about .* GiB/);
  expect(refused(size, half)).toThrow(`enough for about ${Math.floor((half / needed('cpu', { ...size })) * count)}`);
  const data = { values: new Float32Array(2e6), shape: [1e6, 2] as const };
  // Room for the network and half of the copy.
  const free = needed('cpu', size) + 4e6;
  expect(refused({ ...size, data }, free)).toThrow(/^--points: .* enough for about 50000\d points/);
});

test('draws are refused before they are drawn', () => {
  requireDrawsMemory(1000, 2, 8000);
  expect(() => requireDrawsMemory(1001, 2, 8000)).toThrow(/^--points: 1001 in 2 dimension.* enough for 1000$/);
});
