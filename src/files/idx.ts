import type { Points } from '../points.ts';
import { requireKeys } from '../require_options.ts';
import { type ArrayOptions, type ArrayPoints, arrayPoints, countOf, requireReadable, sizes } from './array_points.ts';
import { type Bytes, bytesOf, viewOf } from './bytes.ts';
import { FileError } from './file_error.ts';
import { isGzip } from './gunzip.ts';
import { requireNoPointer } from './lfs_pointer.ts';
import { limitOf } from './limit.ts';
import { type NumberKind, readNumbers, widthOf } from './numbers.ts';

/** Third byte of the file. */
const kinds: Readonly<Record<number, NumberKind>> = {
  8: 'uint8',
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

/**
 * Reads points from an IDX file, the format of MNIST (LeCun, Cortes and Burges, "The MNIST database", file formats).
 * The first axis counts the points and all others are flattened: images [n, h, w] become [n, h·w], labels [n] become
 * [n, 1].
 * @throws FileError when the file is damaged, packed, empty, beyond the limit, or holds a value that is not finite.
 * @throws ArgumentError when other numbers than unsigned bytes are to be scaled.
 */
export function readIdx(bytes: Bytes, options: ArrayOptions = {}): Points {
  return readIdxArray(bytes, options).points;
}

/**
 * As `readIdx`, with what is known of the array besides.
 * @param held bytes that were unpacked to have the file, which count against the limit
 */
export function readIdxArray(bytes: Bytes, options: ArrayOptions = {}, held = 0): ArrayPoints {
  requireKeys('', options, { scale: true, missing: true, limit: true });
  const file = bytesOf(bytes);
  const kind = idxKind(file);
  const axes = file[3]!;
  const start = 4 + 4 * axes;
  if (axes === 0) throw new FileError('IDX', 'byte 3', 'it has no axes');
  if (file.length < start) throw new FileError('IDX', 'byte 4', `it ends before the sizes of its ${axes} axes`);
  const view = viewOf(file);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const array = { format: 'IDX', kind, shape };
  const needed = countOf(shape) * widthOf(kind);
  if (needed !== file.length - start) {
    throw new FileError(
      'IDX',
      `byte ${start}`,
      `[${sizes(shape)}] of ${kind} needs ${needed} bytes, but ${file.length - start} follow`,
      'Download or copy it again',
    );
  }
  requireReadable(array, options, { limit: limitOf(options), held, copies: 1 });
  return arrayPoints(array, readNumbers(file.subarray(start), kind, false), options);
}

/** The kind of the numbers, by how the file begins. @throws FileError */
export function idxKind(file: Uint8Array): NumberKind {
  if (isGzip(file))
    throw new FileError('IDX', 'byte 0', 'it is packed by gzip', 'Unpack it first: readIdx(await gunzip(bytes))');
  requireNoPointer('IDX', file);
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0)
    throw new FileError('IDX', 'byte 0', 'it does not begin with two zeros, a type and a number of axes');
  const kind = kinds[file[2]!];
  if (!kind)
    throw new FileError(
      'IDX',
      'byte 2',
      `the type 0x${file[2]!.toString(16).padStart(2, '0')} of its numbers is not known`,
    );
  return kind;
}
