import { expect, test } from 'vitest';
import { sortFloat32 } from '../../src/diagnostics/sort_float32.ts';
import { keyOf, philox } from '../../src/random.ts';

/** Numbers of all scales and signs: random bits, less what is not finite. */
function anyNumbers(count: number): Float32Array {
  const bits = new Uint32Array(4 * Math.ceil(count / 4));
  for (let at = 0; at < bits.length; at += 4) philox(bits.subarray(at, at + 4), at, 0, 0, 0, keyOf(7));
  return new Float32Array(bits.buffer, 0, count).map((value) => (Number.isFinite(value) ? value : 0));
}

// Around where the platform's sort takes over, and far beyond.
test.each([0, 1, 2, 699, 700, 701, 20_000])('%i numbers come out in order', (count) => {
  const numbers = anyNumbers(count);
  const sorted = numbers.slice();
  sortFloat32(sorted, new Uint32Array(count));
  expect(sorted).toEqual(numbers.sort());
});

test('equal numbers, both zeros and the ends of the range are in order', () => {
  const some = [0, -0, 1, -1, 3.4e38, -3.4e38, 1e-45, -1e-45, 1, 0];
  const numbers = Float32Array.from({ length: 2000 }, (_, i) => some[(7 * i) % some.length]!);
  const sorted = numbers.slice();
  // Longer than is needed, as where sets of several sizes share it.
  sortFloat32(sorted, new Uint32Array(3000));
  expect(sorted).toEqual(numbers.sort());
});

test('the part of a buffer is sorted alone', () => {
  const whole = anyNumbers(3000);
  const before = whole.slice();
  sortFloat32(whole.subarray(1000, 2000), new Uint32Array(1000));
  expect(whole.subarray(0, 1000)).toEqual(before.subarray(0, 1000));
  expect(whole.subarray(1000, 2000)).toEqual(before.slice(1000, 2000).sort());
  expect(whole.subarray(2000)).toEqual(before.subarray(2000));
});
