import { expect, test } from 'vitest';
import { createDescentColumns } from '../../../demo/lab/figures/descent/columns.ts';

const column = ({ density, cells }: ReturnType<typeof createDescentColumns>, at: number): number[] =>
  Array.from(density.subarray(at * cells, (at + 1) * cells));

test('densities are over that of particles evenly spread, and what lies between two columns is between them', () => {
  const columns = createDescentColumns(4, 2);
  expect(columns.width).toBe(5);
  expect(columns.put(0, Uint32Array.of(50, 50), 100, true)).toEqual([0, 0]);
  expect(columns.put(4, Uint32Array.of(100, 0), 100, true)).toEqual([1, 4]);
  expect(column(columns, 0)).toEqual([1, 1]);
  expect(column(columns, 1)).toEqual([1.25, 0.75]);
  expect(column(columns, 4)).toEqual([2, 0]);
});

test('who jumps has not seen what lies between; a step on is close by', () => {
  const columns = createDescentColumns(100, 1, 101);
  columns.put(0, Uint32Array.of(10), 10, false);
  expect(columns.put(60, Uint32Array.of(10), 10, false)).toEqual([60, 60]);
  expect(column(columns, 30)).toEqual([0]);
  expect(columns.put(63, Uint32Array.of(10), 10, false)).toEqual([61, 63]);
  expect(column(columns, 62)).toEqual([1]);
});

test('a run that goes back and on again paints over what it finds, with the same', () => {
  const columns = createDescentColumns(10, 1);
  columns.put(0, Uint32Array.of(8), 8, true);
  columns.put(10, Uint32Array.of(8), 8, true);
  columns.put(5, Uint32Array.of(4), 8, false);
  expect(column(columns, 5)).toEqual([0.5]);
  expect(columns.put(6, Uint32Array.of(8), 8, true)).toEqual([6, 6]);
});

test('the first column that is known stands for the start', () => {
  const columns = createDescentColumns(10, 1);
  expect(columns.put(3, Uint32Array.of(8), 8, true)).toEqual([0, 3]);
  expect([0, 1, 2, 3].map((at) => column(columns, at)[0])).toEqual([1, 1, 1, 1]);
});

test('many updates share columns, and none lies outside', () => {
  const { width, columnOf } = createDescentColumns(100_000, 8);
  expect(width).toBe(400);
  expect([0, 50_000, 100_000, 200_000].map(columnOf)).toEqual([0, 200, 399, 399]);
  expect(createDescentColumns(0, 8).columnOf(0)).toBe(0);
});
