import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { parquetContent, rowsOfGroup } from '../../src/cli/files/parquet_content.ts';
import { type Points, points } from '../../src/points.ts';

async function written(form: Parameters<typeof parquetContent>[0], ...chunks: Points[]): Promise<ArrayBuffer> {
  async function* samples(): AsyncGenerator<Points> {
    yield* chunks;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of parquetContent(form, samples())) pieces.push(piece);
  const all = Buffer.concat(pieces);
  return all.buffer.slice(all.byteOffset, all.byteOffset + all.length) as ArrayBuffer;
}

const form = { columns: ['a', 'b'], kind: 'float32', metadata: { 'scorefield.seed': '7' } } as const;

describe('a Parquet file', () => {
  test('has the columns of the table, in the precision of the samples, and says where they come from', async () => {
    const file = await written(form, points(Float32Array.of(1, 0.1, -3, 4), 2));
    const { schema, key_value_metadata: said, num_rows: rows } = parquetMetadata(file);
    expect(schema.slice(1).map(({ name, type, repetition_type: kind }) => [name, type, kind])).toEqual([
      ['a', 'FLOAT', 'REQUIRED'],
      ['b', 'FLOAT', 'REQUIRED'],
    ]);
    expect([said, rows]).toEqual([[{ key: 'scorefield.seed', value: '7' }], 2n]);
    expect(await parquetReadObjects({ file })).toEqual([
      { a: 1, b: Math.fround(0.1) },
      { a: -3, b: 4 },
    ]);
    const wide = await written({ ...form, kind: 'float64' }, points([1_700_000_000.125, 0.1], 2));
    expect(await parquetReadObjects({ file: wide })).toEqual([{ a: 1_700_000_000.125, b: 0.1 }]);
    expect(parquetMetadata(wide).schema[1]!.type).toBe('DOUBLE');
  });

  test('is the same however its rows come, and a row group is of so many rows', async () => {
    const rows = rowsOfGroup(3);
    const values = Float32Array.from({ length: 3 * (rows + 5) }, (_, i) => Math.sin(i));
    const three = { ...form, columns: ['x0', 'x1', 'x2'] };
    const whole = await written(three, points(values, 3));
    const parts = [0, 1, 1001, rows - 1, rows + 2, rows + 5].map((row) => 3 * row);
    const chunks = parts.slice(1).map((end, i) => points(values.subarray(parts[i], end), 3));
    expect(Buffer.from(await written(three, ...chunks)).equals(Buffer.from(whole))).toBe(true);
    expect(parquetMetadata(whole).row_groups.map((group) => Number(group.num_rows))).toEqual([rows, 5]);
    const read = await parquetReadObjects({ file: whole, rowStart: rows - 1 });
    expect(read.flatMap(({ x0, x1, x2 }) => [x0, x1, x2])).toEqual([...values.subarray(3 * (rows - 1))]);
  });

  test('gives columns of one name names of their own', async () => {
    const file = await written({ ...form, columns: ['a', 'a', 'a.1'] }, points(Float32Array.of(1, 2, 3), 3));
    expect(await parquetReadObjects({ file })).toEqual([{ a: 1, 'a.2': 2, 'a.1': 3 }]);
  });
});

test('a row group is some million numbers, of few rows where they are long', () => {
  expect([1, 4, 16, 784].map(rowsOfGroup)).toEqual([2 ** 20, 2 ** 20, 2 ** 18, 2 ** 14]);
});
