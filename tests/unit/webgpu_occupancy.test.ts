import { expect, test } from 'vitest';
import { sharesOf } from '../../src/engines/webgpu/device/occupancy.ts';

const adapterOf = (type: 'software' | 'hardware') => ({ adapter: { name: '', vendor: '', architecture: '', type } });

test('coordinates are shared on a GPU alone, among as many invocations as keep it busy', () => {
  const gpu = adapterOf('hardware');
  // 16,384 invocations are wanted.
  expect([1, 256, 1000, 16_383, 16_384, 1e6].map((quads) => sharesOf(gpu, quads, 64))).toEqual([64, 64, 17, 2, 1, 1]);
  expect(sharesOf(gpu, 1, 3)).toBe(3);
  expect(sharesOf(adapterOf('software'), 1, 64)).toBe(1);
});
