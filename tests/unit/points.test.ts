import { expect, test } from 'vitest';
import { points, requirePoints } from '../../src/points.ts';
import { deviationOf } from '../../src/spread.ts';

test('points wraps row-major values', () => {
  expect(points([1, 2, 3, 4, 5, 6], 2).shape).toEqual([3, 2]);
});

test.each([
  ['values', []],
  ['values.values', [1, Number.NaN]],
  ['values.values', [Infinity, 0]],
  ['values.shape', [1, 2, 3]],
])('points refuses bad %s: %j', (argument, values) => {
  expect(() => points(values, 2)).toThrow(expect.objectContaining({ argument }));
});

test('points says where the bad value is', () => {
  expect(() => points([0, 1, 2, Number.NaN], 2)).toThrow(/row 1, column 1/);
});

test('requirePoints refuses another dimension, another shape and what are no points', () => {
  const good = points([1, 2, 3, 4], 2);
  expect(() => requirePoints('data', good, 1)).toThrow(/\[count, 1\]/);
  expect(() => requirePoints('data', { ...good, shape: [3, 2] })).toThrow(/shape/);
  expect(() => requirePoints('data', [1, 2] as never)).toThrow(/points\(values, dimension\)/);
});

test('deviationOf is the root of the mean variance, wherever the points lie', () => {
  // Variances 1 and 9 around means 10 and −5.
  expect(deviationOf(points([9, -8, 11, -2], 2))).toBeCloseTo(Math.sqrt(5), 6);
});
