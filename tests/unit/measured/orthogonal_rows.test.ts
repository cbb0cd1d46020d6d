import { describe, expect, test } from 'vitest';
import { orthogonalRows } from '../../../src/measurements/orthogonal_rows.ts';

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, j) => sum + value * b[j]!, 0);
}

/** Rows of any lengths, none of them special. */
function rowsOf(count: number, dimension: number): number[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: dimension }, (_, j) => (1 + i) * Math.sin(1.37 * (i + 1) * (j + 2) ** 2)),
  );
}

describe('rows that are made orthogonal', () => {
  test.each([
    [1, 3],
    [4, 9],
    [7, 7],
    [12, 5],
    [40, 80],
  ])('%i of %i numbers have the products AᵀA and Aᵀy that they had', (count, dimension) => {
    const given = rowsOf(count, dimension);
    const right = given.map((_, i) => Math.cos(i));
    const { rows, values } = orthogonalRows(given, right);
    const size = given.reduce((sum, row) => sum + dot(row, row), 0);
    let rank = 0;
    rows.forEach((row, i) => {
      if (dot(row, row) > 0) rank++;
      for (const other of rows.slice(0, i)) expect(Math.abs(dot(row, other))).toBeLessThan(1e-13 * size);
    });
    expect(rank).toBe(Math.min(count, dimension));
    for (let i = 0; i < dimension; i++) {
      const column = (of: readonly ArrayLike<number>[], j: number) => of.map((row) => row[j]!);
      for (let j = 0; j < dimension; j++) {
        const before = dot(column(given, i), column(given, j));
        expect(Math.abs(dot(column(rows, i), column(rows, j)) - before)).toBeLessThan(1e-13 * size);
      }
      const before = dot(column(given, i), right);
      expect(Math.abs(dot(column(rows, i), values) - before)).toBeLessThan(1e-13 * size);
    }
    // A rotation keeps lengths.
    expect(dot(values, values)).toBeCloseTo(dot(right, right), 12);
  });

  test('that follow from others become zeros', () => {
    const [a, b] = rowsOf(2, 6) as [number[], number[]];
    const { rows } = orthogonalRows([a, b, a.map((value, j) => 2 * value - 3 * b[j]!), a], [1, 2, 3, 4]);
    expect(rows.filter((row) => row.every((value) => value === 0))).toHaveLength(2);
  });

  test('of very different lengths keep their small singular values', () => {
    // Singular values of [[1, 1], [0, s]]: their product is s, and the sum of their squares 2 + s².
    const { rows } = orthogonalRows(
      [
        [1, 1],
        [0, 1e-6],
      ],
      [0, 0],
    );
    const lengths = rows.map((row) => Math.sqrt(dot(row, row)));
    expect(lengths[0]! * lengths[1]! * 1e6).toBeCloseTo(1, 12);
    expect(Math.max(...lengths)).toBeCloseTo(Math.SQRT2, 11);
  });

  test('that are orthogonal already stay as they are', () => {
    const rows = [
      [0, 2, 0],
      [1, 0, 0],
    ];
    expect(orthogonalRows(rows, [5, 6])).toEqual({
      rows: rows.map((row) => Float64Array.from(row)),
      values: Float64Array.of(5, 6),
    });
  });
});
