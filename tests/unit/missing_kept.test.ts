import { expect, test } from 'vitest';
import { readCsv, readNpy, readPoints } from '../../src/files/index.ts';
import { npyHeader } from '../../src/files/write_npy.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('missing values that are kept are NaN in the place where they are missing', () => {
  const text = 'x,y,z\n1,,3\nNA,5,NaN\n7,8,9\n,null,#N/A\n';
  const { points, notes } = readCsv(text, { missing: 'keep' });
  expect(points.shape).toEqual([4, 3]);
  expect([...points.values]).toEqual([1, NaN, 3, NaN, 5, NaN, 7, 8, 9, NaN, NaN, NaN]);
  expect(notes).toEqual(['columns: "x", "y", "z"']);
  expect([...readCsv(text, { missing: 'keep', columns: ['z', 'x'] }).points.values]).toEqual([
    3,
    1,
    NaN,
    NaN,
    9,
    7,
    NaN,
    NaN,
  ]);
});

test('what is no number and no missing value is refused all the same', () => {
  expect(() => readCsv('x,y\n1,\nred,2\n', { missing: 'keep' })).toThrow('line 3, column 1 ("x"): "red" is no finite');
  expect(() => readCsv('x,y\n1,\ninf,2\n', { missing: 'keep' })).toThrow('infinity');
});

test('of arrays as well', async () => {
  const values = Float32Array.of(1, NaN, NaN, 4);
  const bytes = Uint8Array.from([...npyHeader([2, 2]), ...new Uint8Array(values.buffer)]);
  expect(readNpy(bytes, { missing: 'keep' })).toEqual({ values, shape: [2, 2] });
  expect((await readPoints(bytes, { missing: 'keep' })).points.values).toEqual(values);
  expect((await readPoints(bytesOf('1,\n2,3\n'), { missing: 'keep' })).points.values).toEqual(
    Float64Array.of(1, NaN, 2, 3),
  );
  values[0] = Number.POSITIVE_INFINITY;
  const infinite = Uint8Array.from([...npyHeader([2, 2]), ...new Uint8Array(values.buffer)]);
  expect(() => readNpy(infinite, { missing: 'keep' })).toThrow('Infinity is no finite number');
});

test('other ways to treat them are refused', () => {
  expect(() => readCsv('x\n1\n', { missing: 'kept' as never })).toThrow(/missing: .* one of refuse, drop, keep/);
});
