import { expect, test } from 'vitest';
import { resampled, sharesOf } from '../../../src/posterior/resampling.ts';

test('weights become shares, also where all of them underflow', () => {
  for (const shift of [0, -5000, 5000]) {
    const logs = Float64Array.of(Math.log(1), Math.log(2), Math.log(5)).map((log) => log + shift);
    const { shares, logMean, effectiveSize } = sharesOf(logs);
    // Rounding of exponents of up to 5000.
    [1 / 8, 2 / 8, 5 / 8].forEach((share, i) => expect(Math.abs(shares[i]! - share)).toBeLessThan(1e-12));
    expect(logMean - shift).toBeCloseTo(Math.log(8 / 3), 11);
    expect(effectiveSize).toBeCloseTo(64 / 30, 11);
  }
  expect(sharesOf(Float64Array.of(0, -Infinity)).effectiveSize).toBe(1);
  expect(sharesOf(new Float64Array(7)).effectiveSize).toBeCloseTo(7, 12);
});

test('each particle is taken as often as its share asks for, rounded up or down', () => {
  const weights = Float64Array.from({ length: 101 }, (_, i) => 1 + Math.sin(i * i));
  const total = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => weight / total);
  const sums = new Float64Array(101);
  for (let step = 1; step <= 1000; step++) {
    const counts = new Uint32Array(101);
    for (const p of resampled(shares, step / 1000)) counts[p]!++;
    counts.forEach((count, p) => {
      expect(Math.abs(count - 101 * shares[p]!)).toBeLessThan(1);
      sums[p]! += count / 1000;
    });
  }
  // Over all offsets the mean is the share itself, but for the steps of the offset.
  sums.forEach((sum, p) => expect(Math.abs(sum - 101 * shares[p]!)).toBeLessThan(2e-3));
});

test('one that has all the weight is all that is left', () => {
  expect([...resampled(Float64Array.of(0, 0, 1, 0), 1)]).toEqual([2, 2, 2, 2]);
  expect([...resampled(Float64Array.of(0, 0, 0, 1), 2 ** -24)]).toEqual([3, 3, 3, 3]);
  expect([...resampled(Float64Array.of(0.25, 0.25, 0.25, 0.25), 1)]).toEqual([0, 1, 2, 3]);
});
