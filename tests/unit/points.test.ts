import { expect, test } from 'vitest';
import { points, requirePoints } from '../../src/points.ts';

test('points wraps row-major values', () => {
  expect(points([1, 2, 3, 4, 5, 6], 2).shape).toEqual([3, 2]);
});

test.each([
  ['values', []],
  ['values.values', [1, Number.NaN]],
  ['values.values', [Infinity, 0]],
  ['values.values', [1e39, 0]],
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
