import fc from 'fast-check';
import { expect } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { FileError } from '../../src/files/file_error.ts';
import { readSafetensors, writeSafetensors } from '../../src/files/safetensors.ts';
import type { Points } from '../../src/points.ts';

type Edit = (bytes: Uint8Array, at: number) => Uint8Array;

const spliced = (bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array => {
  const result = new Uint8Array(from + put.length + Math.max(0, bytes.length - to));
  result.set(bytes.subarray(0, from));
  result.set(put, from);
  result.set(bytes.subarray(to), from + put.length);
  return result;
};

/** Ways in which files go bad, or are made bad. Each works at some place in the file. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.integer({ min: 0, max: 7 }).map(
    (bit): Edit =>
      (bytes, at) => {
        const result = bytes.slice();
        result[at] = (result[at] ?? 0) ^ (1 << bit);
        return result;
      },
  ),
  fc.constant<Edit>((bytes, at) => bytes.slice(0, at)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map(
    (put): Edit =>
      (bytes, at) =>
        spliced(bytes, at, at, put),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map(
    (put): Edit =>
      (bytes, at) =>
        spliced(bytes, at, at + put.length, put),
  ),
  fc.integer({ min: 1, max: 64 }).map(
    (count): Edit =>
      (bytes, at) =>
        spliced(bytes, at, at + count, new Uint8Array(0)),
  ),
  // Huge lengths, in either byte order and in decimal.
  fc
    .constantFrom(
      '\xff\xff\xff\xff',
      '\xff\xff\xff\x7f',
      '\x7f\xff\xff\xff',
      '9999999999999999',
      '-1',
      '1e99',
      '18446744073709551616',
    )
    .map(
      (put): Edit =>
        (bytes, at) => {
          const latin = Uint8Array.from(put, (character) => character.charCodeAt(0));
          return spliced(bytes, at, at + latin.length, latin);
        },
    ),
  // Text where none should be, and too much of it.
  fc.constantFrom('[', '{', '"', '\\', '(', ',', '\n', "'", '[{"a":', 'NaN', '__proto__', '\u2028').chain((text) =>
    fc.constantFrom(1, 2, 50, 5000).map(
      (times): Edit =>
        (bytes, at) =>
          spliced(bytes, at, at, new TextEncoder().encode(text.repeat(times))),
    ),
  ),
);

/** Good files with one to three edits, more of them near the beginning, where headers are. */
export function mutations(good: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const place = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
  return fc
    .tuple(fc.constantFrom(...good), fc.array(fc.tuple(edit, place), { minLength: 1, maxLength: 3 }))
    .map(([file, edits]) =>
      edits.reduce((bytes, [change, [fraction, early]]) => {
        const reach = early ? Math.min(bytes.length, 128) : bytes.length;
        return change(bytes, Math.floor(fraction * Math.max(0, reach - 1)));
      }, file),
    );
}

/**
 * A good safetensors file with edits in one of the texts of its metadata. They leave the file around it whole, and so come
 * further than edits of the file.
 */
export function insideMetadata(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const { tensors, metadata } = readSafetensors(good);
  return fc
    .constantFrom(...Object.keys(metadata))
    .chain((key) =>
      mutations([new TextEncoder().encode(metadata[key])]).map((text) =>
        writeSafetensors({ tensors, metadata: { ...metadata, [key]: new TextDecoder().decode(text) } }),
      ),
    );
}

/** A good safetensors file with one word of its tensors replaced by any other, the infinite and NaN among them. */
export function insideTensors(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const { tensors, metadata } = readSafetensors(good);
  const word = fc.oneof(fc.integer(), fc.constantFrom(0x7f80_0000, 0x7fc0_0000, -0x80_0000, 1, 0));
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  return fc.tuple(fc.constantFrom(...Object.keys(tensors)), place, word).map(([name, fraction, bits]) => {
    const tensor = tensors[name]!;
    const data = tensor.data.slice() as Float32Array | Float64Array;
    new Int32Array(data.buffer)[Math.floor((fraction * data.byteLength) / 4)] = bits;
    return writeSafetensors({ tensors: { ...tensors, [name]: { ...tensor, data } }, metadata });
  });
}

/** Runs a reader, which may refuse what it is given by an error of ours, and by no other. */
export function orRefusal<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError || error instanceof ArgumentError) {
      // A message is for people, however large the file is.
      expect(error.message.length).toBeLessThan(1000);
      return undefined;
    }
    throw error;
  }
}

/** The rows of points, as lists of numbers. */
export function rowsOf({ values, shape: [count, dimension] }: Points): number[][] {
  return Array.from({ length: count }, (_, row) => [...values.subarray(row * dimension, (row + 1) * dimension)]);
}
