import { ArgumentError } from '../errors.ts';
import type { Points } from '../points.ts';
import { requireBoolean, requireKeys } from '../require_options.ts';
import { type Bytes, bytesOf, viewOf } from './bytes.ts';
import { FileError } from './file_error.ts';
import { isGzip } from './gunzip.ts';
import { type NumberKind, readNumbers, widthOf } from './numbers.ts';
import { pointsOf } from './points_of.ts';

/** Third byte of the file. */
const kinds: Readonly<Record<number, NumberKind>> = {
  8: 'uint8',
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

export interface IdxOptions {
  /** Divides bytes by 255, to values in [0, 1]; false unless given. Only for files of unsigned bytes, as images are. */
  readonly scale?: boolean;
}

/**
 * Reads points from an IDX file, the format of MNIST (LeCun, Cortes and Burges, "The MNIST database", file formats).
 * The first axis counts the points and all others are flattened: images [n, h, w] become [n, h·w], labels [n] become
 * [n, 1]. Values are rounded to float32.
 * @throws FileError when the file is damaged, packed, empty, or holds a value that is not finite.
 * @throws ArgumentError when other numbers than unsigned bytes are to be scaled.
 */
export function readIdx(bytes: Bytes, options: IdxOptions = {}): Points {
  requireKeys('', options, { scale: true });
  const { scale = false } = options;
  requireBoolean('scale', scale);
  const file = bytesOf(bytes);
  if (isGzip(file))
    throw new FileError('IDX', 'byte 0', 'it is packed by gzip', 'Unpack it first: readIdx(await gunzip(bytes))');
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0)
    throw new FileError('IDX', 'byte 0', 'it does not begin with two zeros, a type and a number of axes');
  const kind = kinds[file[2]!];
  if (!kind)
    throw new FileError(
      'IDX',
      'byte 2',
      `the type 0x${file[2]!.toString(16).padStart(2, '0')} of its numbers is not known`,
    );
  if (scale && kind !== 'uint8') throw new ArgumentError('scale', scale, `false for a file of ${kind}`);

  const axes = file[3]!;
  const start = 4 + 4 * axes;
  if (axes === 0) throw new FileError('IDX', 'byte 3', 'it has no axes');
  if (file.length < start) throw new FileError('IDX', 'byte 4', `it ends before the sizes of its ${axes} axes`);
  const view = viewOf(file);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const dimension = shape.slice(1).reduce((product, size) => product * size, 1);
  const needed = shape.includes(0) ? 0 : shape[0]! * dimension * widthOf(kind);
  if (needed !== file.length - start) {
    throw new FileError(
      'IDX',
      `byte ${start}`,
      `[${shape.slice(0, 6).join(', ')}${axes > 6 ? ', …' : ''}] of ${kind} needs ${needed} bytes, but ${file.length - start} follow`,
      'Download or copy it again',
    );
  }
  const values = readNumbers(file.subarray(start), kind, false);
  return pointsOf('IDX', scale ? values.map((value) => value / 255) : values, [shape[0]!, dimension]);
}
