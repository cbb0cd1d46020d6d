import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileError } from '../../src/files/file_error.ts';
import { readIdx } from '../../src/files/idx.ts';
import { mutations, orRefusal } from './mutate.ts';

/** A file of a type with these sizes and bytes. */
const idx = (type: number, shape: readonly number[], data: readonly number[]): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((size) => [size >>> 24, size >> 16, size >> 8, size]),
    ...data,
  ]);

const images = idx(8, [2, 2, 3], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);

test('images become rows, in bytes or scaled to [0, 1]', () => {
  expect(readIdx(images)).toEqual({
    shape: [2, 6],
    values: Float32Array.of(0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6),
  });
  const scaled = readIdx(images, { scale: true });
  expect(scaled.values.subarray(0, 6)).toEqual(Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1));
});

test('the beginning of t10k-labels, as published', () => {
  const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 5, 7, 2, 1, 0, 4);
  expect(readIdx(labels.buffer)).toEqual({ shape: [5, 1], values: Float32Array.of(7, 2, 1, 0, 4) });
});

test.each([
  ['int8', 9, [0xff, 1], [-1, 1]],
  ['int16', 11, [0xff, 0xfe, 1, 0], [-2, 256]],
  ['int32', 12, [0xff, 0xff, 0xff, 0xfd, 0, 1, 0, 0], [-3, 65_536]],
  ['float32', 13, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
  ['float64', 14, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1, -2]],
])('readIdx reads %s', (_, type, data, values) => {
  expect([...readIdx(idx(type, [2], data)).values]).toEqual(values);
});

test.each([
  ['nothing', new Uint8Array(0), /byte 0/],
  ['another file', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d), /two zeros/],
  ['a packed file', new Uint8Array(gzipSync(images)), /packed by gzip\. Unpack it first: readIdx\(await gunzip/],
  ['another type', idx(10, [1], [0]), /byte 2: the type 0x0a/],
  ['no axes', idx(8, [], []), /no axes/],
  ['an end in the sizes', images.subarray(0, 10), /ends before the sizes of its 3 axes/],
  ['too few data', images.subarray(0, 20), /\[2, 2, 3\] of uint8 needs 12 bytes, but 4 follow/],
  ['too many data', idx(8, [1], [1, 2]), /needs 1 bytes, but 2 follow/],
  ['huge sizes', idx(8, Array(255).fill(0xffff_ffff), [1]), /needs Infinity bytes/],
  ['no points', idx(8, [0, 4], []), /no points/],
  ['NaN', idx(13, [1], [0x7f, 0xc0, 0, 0]), /NaN is no finite/],
])('readIdx refuses %s', (_, bytes, message) => {
  expect(() => readIdx(bytes)).toThrow(FileError);
  expect(() => readIdx(bytes)).toThrow(message);
});

test('readIdx refuses to scale what are no bytes', () => {
  expect(() => readIdx(idx(13, [1], [0, 0, 0, 0]), { scale: true })).toThrow(/scale.*false for a file of float32/);
});

test('damaged files are read as points or refused, nothing else', () => {
  const good = [
    images,
    idx(14, [1, 2], [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0]),
    idx(8, [40], Array(40).fill(9)),
  ];
  fc.assert(
    fc.property(mutations(good), fc.boolean(), (bytes, scale) => {
      const read = orRefusal(() => readIdx(bytes, { scale }));
      if (!read) return;
      expect(read.values.length).toBe(read.shape[0] * read.shape[1]);
      expect(read.values.length).toBeLessThanOrEqual(bytes.length);
      expect(read.values.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
