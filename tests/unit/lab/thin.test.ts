import { expect, test } from 'vitest';
import { columnsOf, rangeOf, smoothed } from '../../../demo/lab/figures/drawing/thin.ts';
import { uniforms } from './uniforms.ts';

test('of every column the least and the most are kept, and no step is lost', () => {
  const values = uniforms(10_007);
  const columns = columnsOf(values, 10_007, 300);
  let at = 0;
  for (let column = 0; column < 300; column++) {
    const own = values.subarray(at, at + columns.count[column]!);
    at += own.length;
    expect(columns.least[column]).toBe(Math.min(...own));
    expect(columns.most[column]).toBe(Math.max(...own));
    // Sums of some 34 numbers below 1 in float64.
    expect(columns.sum[column]).toBeCloseTo(
      own.reduce((a, b) => a + b, 0),
      9,
    );
  }
  expect(at).toBe(10_007);
});

test('a single step that stands out is seen among a million', () => {
  const values = new Float32Array(1_000_000).fill(1);
  values[765_432] = 9;
  const { most } = columnsOf(values, 1_000_000, 500);
  expect(most[Math.floor(765_432 / 2000)]).toBe(9);
  expect(most.filter((value) => value > 1)).toHaveLength(1);
});

test('a training that is half done fills the first half', () => {
  const { count } = columnsOf(new Float32Array(500), 1000, 100);
  expect(count.subarray(0, 50).every((n) => n === 10)).toBe(true);
  expect(count.subarray(50).every((n) => n === 0)).toBe(true);
});

test('the line is the mean of neighbours: of a constant that, of a straight line the same inside, and nothing where nothing is', () => {
  const constant = smoothed(columnsOf(new Float32Array(400).fill(0.5), 800, 80), 5);
  expect(constant.subarray(0, 40).every((value) => value === 0.5)).toBe(true);
  expect(constant.subarray(40).every(Number.isNaN)).toBe(true);
  const columns = columnsOf(
    Float32Array.from({ length: 80 }, (_, i) => i),
    80,
    80,
  );
  const line = smoothed(columns, 5);
  for (let column = 0; column < 75; column++) expect(line[column]).toBe(column);
  // At the end, of those that there are: 74 … 79.
  expect(line[79]).toBe(76.5);
});

test('the scale is logarithmic where losses fall by more than an order of magnitude, and never where there is a zero', () => {
  const falling = Float32Array.from({ length: 300 }, (_, i) => 100 * 0.97 ** i);
  const of = (values: Float32Array) => {
    const columns = columnsOf(values, values.length, 300);
    return rangeOf(columns, smoothed(columns, 0));
  };
  expect(of(falling).log).toBe(true);
  expect(of(falling.map((value) => value + 50)).log).toBe(false);
  expect(of(Float32Array.of(100, 0, 100, 0)).log).toBe(false);
  expect(of(new Float32Array()).range).toEqual([0, 1]);
  expect(of(new Float32Array(9).fill(2)).range).toEqual([1.5, 2.5]);
});
