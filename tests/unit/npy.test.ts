import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileError } from '../../src/files/file_error.ts';
import { readNpy } from '../../src/files/npy.ts';
import { npyHeader, npyRows, writeNpy } from '../../src/files/write_npy.ts';
import { points } from '../../src/points.ts';
import { mutations, orRefusal } from './mutate.ts';

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** A file with the header and data given, of a version. */
function npy(header: string, data: ArrayLike<number> = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = [text.length & 255, (text.length >> 8) & 255, (text.length >> 16) & 255, text.length >>> 24];
  const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length.slice(0, version === 1 ? 2 : 4)];
  return Uint8Array.from([...start, ...text, ...Array.from(data)]);
}

const bytesIn = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer as ArrayBuffer);
const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

// By numpy 2.4: numpy.lib.format.write_array of what the test expects.
const byNumpy = {
  float32:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQAAAQEAAAJBA',
  bigFloat64:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIsIDEpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/8AAAAAAAAEAAAAAAAAAAQAgAAAAAAADAEgAAAAAAAA==',
  int64Version2:
    'k05VTVBZAgB0AAAAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMywpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAP7/////////AwAAAAAAAAA=',
  float16:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPADBAQD/e2YuAIA=',
  // np.asfortranarray(np.arange(12, dtype='f4').reshape(2, 3, 2))
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADAQAAAAEAAAABBAACAQAAAIEEAAIA/AADgQAAAQEAAABBBAACgQAAAMEE=',
  boolVersion3:
    'k05VTVBZAwB0AAAAeydkZXNjcic6ICd8YjEnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAA==',
};

test.each([
  ['float32', [2, 2], [1, 2, 3, 4.5]],
  ['bigFloat64', [2, 2], [1, 2, 3, -4.5]],
  ['int64Version2', [3, 1], [1, -2, 3]],
  ['boolVersion3', [1, 2], [1, 0]],
  // 0.1 as half precision has it: 1638/16384.
  ['float16', [3, 2], [1, -2.5, 2 ** -24, 65_504, 1638 / 16_384, -0]],
  ['fortran', [2, 6], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
] as const)('readNpy reads what numpy wrote: %s', (name, shape, values) => {
  const read = readNpy(fromBase64(byNumpy[name]));
  expect(read.shape).toEqual(shape);
  expect([...read.values]).toEqual(values);
});

test('writeNpy writes what numpy writes, byte for byte', () => {
  expect(writeNpy(points(Float32Array.of(1, 2, 3, 4.5), 2))).toEqual(fromBase64(byNumpy.float32));
});

test.each([
  ['|u1', Uint8Array.of(0, 200, 255)],
  ['|i1', Int8Array.of(-128, 0, 127)],
  ['<u2', Uint16Array.of(0, 40_000, 65_535)],
  ['<i2', Int16Array.of(-32_768, 0, 32_767)],
  ['<u4', Uint32Array.of(0, 1, 2 ** 31)],
  ['<i4', Int32Array.of(-(2 ** 31), 0, 5)],
  ['<u8', BigUint64Array.of(0n, 1n, 2n ** 63n)],
  ['<f8', Float64Array.of(-1.5, 0, 1 / 4)],
])('readNpy reads numbers of type %s, and the same in the other byte order', (descr, numbers) => {
  const data = bytesIn(numbers);
  const expected = Array.from(numbers, Number);
  expect([...readNpy(npy(header(descr, '(3,)'), data)).values]).toEqual(expected);
  const width = numbers.BYTES_PER_ELEMENT;
  const swapped = data.map((_, i) => data[i - (i % width) + width - 1 - (i % width)]!);
  expect([...readNpy(npy(header(`>${descr.slice(1)}`, '(3,)'), swapped)).values]).toEqual(expected);
});

test('readNpy takes an ArrayBuffer, keys in any order, either quote and the longs of Python 2', () => {
  const file = npy(`{"shape":(1L,2L),'descr':"|u1" , "fortran_order":False}`, [7, 8]);
  expect(readNpy(file.buffer as ArrayBuffer)).toEqual({ shape: [1, 2], values: Float32Array.of(7, 8) });
});

test('readNpy copies, also from an odd offset', () => {
  const file = npy(header('<f4', '(1,)'), bytesIn(Float32Array.of(0.1)));
  const shifted = new Uint8Array(file.length + 1);
  shifted.set(file, 1);
  const { values } = readNpy(Buffer.from(shifted.buffer, 1));
  shifted.fill(0);
  expect(values).toEqual(Float32Array.of(0.1));
});

test('readNpy takes the memory of the file where it may and the numbers lie as float32 must', () => {
  const file = npy(header('<f4', '(1,)'), bytesIn(Float32Array.of(0.1)));
  for (const offset of [0, 1, 4]) {
    const shifted = new Uint8Array(file.length + offset);
    shifted.set(file, offset);
    const { values } = readNpy(shifted.subarray(offset), { copy: false });
    expect(values).toEqual(Float32Array.of(0.1));
    expect(values.buffer === shifted.buffer).toBe(offset !== 1);
  }
  const wide = npy(header('<f8', '(1,)'), bytesIn(Float64Array.of(0.5)));
  expect([...readNpy(wide, { copy: false }).values]).toEqual([0.5]);
});

test('chunks behind a header are the same file as all at once, and the header has one length', () => {
  const [first, second] = [points(Float32Array.of(1, 2, 3, 4), 2), points(Float32Array.of(5, 6), 2)];
  const chunks = [npyHeader([3, 2]), npyRows(first), npyRows(second)];
  expect(Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))).toEqual(
    writeNpy(points(Float32Array.of(1, 2, 3, 4, 5, 6), 2)),
  );
  expect(npyHeader([Number.MAX_SAFE_INTEGER, 784]).length).toBe(npyHeader([0, 1]).length);
});

test('writeNpy and npyHeader refuse what is no shape of points', () => {
  expect(() => writeNpy({ values: new Float32Array(3), shape: [2, 2] })).toThrow(/points\.shape/);
  expect(() => npyHeader([2.5, 1])).toThrow(/shape\[0\]/);
  expect(() => npyHeader([2] as never)).toThrow(/\[count, dimension\]/);
});

test.each([
  ['no npy', Uint8Array.of(1, 2, 3), /byte 0: it does not begin/],
  ['an archive', Uint8Array.of(0x50, 0x4b, 3, 4), /npz archive: readPoints/],
  ['nothing', new Uint8Array(0), /byte 0/],
  ['another version', npy(header('<f4', '(1,)'), [0, 0, 0, 0], 4), /version 4\.0 is not known/],
  ['an end in the length', npy('').subarray(0, 9), /byte 8: it ends inside/],
  ['a header longer than the file', npy(header('<f4', '(1,)')).subarray(0, 30), /only 20 follow/],
  ['a huge header', npy(header('<f4', '(1,)'), [], 2).fill(255, 8, 12), /claims 4294967295 bytes/],
  ['complex numbers', npy(header('<c8', '(1,)'), Array(8).fill(0)), /"<c8" are not read.*astype/],
  ['a pointer of Git LFS', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /git lfs pull/],
  ['infinity in half precision', npy(header('<f2', '(1,)'), [0, 0x7c]), /Infinity is no finite/],
  ['objects', npy(header('|O', '(1,)'), [0, 0]), /"\|O"/],
  ['no byte order', npy(header('|f4', '(1,)'), [0, 0, 0, 0]), /"\|f4"/],
  ['a name of Object.prototype', npy(header('<toString', '(1,)')), /"<toString"/],
  ['a table', npy(`{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}`), /named columns/],
  ['a scalar', npy(header('<f4', '()'), [0, 0, 0, 0]), /single number/],
  ['no rows', npy(header('<f4', '(0, 9999999999999999)')), /no points/],
  ['too few data', npy(header('<f4', '(2,)'), [0, 0, 0, 0]), /needs 8 bytes of data, but 4 follow.*copy it again/],
  ['too many data', npy(header('<f4', '(1,)'), [0, 0, 0, 0, 0]), /needs 4 .* but 5 follow.*one array/],
  ['a huge shape', npy(header('<f4', '(9999999999999999, 9999999999999999)')), /needs 4e\+32 bytes/],
  ['NaN', npy(header('<f4', '(1, 2)'), bytesIn(Float32Array.of(0, Number.NaN))), /row 0, column 1 .*NaN/],
  ['infinity', npy(header('<f8', '(1,)'), bytesIn(Float64Array.of(-Infinity))), /-Infinity is no finite/],
  ['a negative size', npy(header('<f4', '(-1,)')), /needs a size/],
  ['a number for a shape', npy(header('<f4', '(1)'), [0, 0, 0, 0]), /not a tuple/],
  ['a key twice', npy(`{'descr': '<f4', 'descr': '<f4'}`), /occurs twice/],
  ['another key', npy(`{'__proto__': '<f4'}`), /other than/],
  ['a missing key', npy(`{'descr': '<f4', 'fortran_order': False}`), /lacks one/],
  ['many coordinates', npy(header('|u1', '(2, 65536)'), Array(131_072).fill(0)), /points of 65536 .* the 65535 that/],
  ['text behind', npy(`${header('<f4', '(1,)')};`, [0, 0, 0, 0]), /follows the dictionary/],
  ['an expression', npy(header('<f4', '(1+1,)')), /needs a "\)"/],
  ['an escape', npy(header('\\x3cf4', '(1,)')), /must be a string/],
  ['depth', npy('{'.repeat(60_000)), /byte 11: the header needs a key/],
])('readNpy refuses %s', (_, bytes, message) => {
  expect(() => readNpy(bytes)).toThrow(FileError);
  expect(() => readNpy(bytes)).toThrow(message);
});

test('readNpy refuses what are no bytes', () => {
  expect(() => readNpy('text' as never)).toThrow(/await file\.arrayBuffer\(\)/);
});

test('numbers that would take more than the limit are refused', () => {
  const bytes = npy(header('|u1', '(8, 4)'), Array(32).fill(1));
  expect(() => readNpy(bytes, { limit: 127 })).toThrow(/its numbers take more than the 127 bytes allowed/);
  expect(readNpy(bytes, { limit: 128, scale: true }).values[0]).toBe(Math.fround(1 / 255));
});

test('any float32 points come back', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (numbers) => {
      const given = points(Float32Array.of(...numbers, ...numbers, ...numbers), 3);
      expect(readNpy(writeNpy(given))).toEqual(given);
    }),
  );
});

test('damaged files are read as points or refused, nothing else', () => {
  const good = [...Object.values(byNumpy).map(fromBase64), writeNpy(points(new Float32Array(60).fill(1.5), 3))];
  fc.assert(
    fc.property(mutations(good), (bytes) => {
      const read = orRefusal(() => readNpy(bytes));
      if (!read) return;
      expect(read.values.length).toBe(read.shape[0] * read.shape[1]);
      expect(read.values.length).toBeLessThanOrEqual(bytes.length);
      expect(read.values.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
