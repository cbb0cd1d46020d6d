import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';
import { requireBoolean, requireKeys } from '../require_options.ts';
import {
  type ArrayOptions,
  type ArrayPoints,
  arrayPoints,
  countOf,
  fromFortranOrder,
  requireReadable,
  sizes,
} from './array_points.ts';
import { type Bytes, bytesOf, viewOf } from './bytes.ts';
import { FileError } from './file_error.ts';
import { requireNoPointer } from './lfs_pointer.ts';
import { limitOf } from './limit.ts';
import { npyMagic, parseNpyHeader } from './npy_header.ts';
import { canBeSeen, type NumberKind, readNumbers, widthOf } from './numbers.ts';

/** What version 1.0 can hold. Longer headers exist for tables with many named columns, which are no points. */
const longestHeader = 65_535;

/** Type codes of NumPy behind the mark of the byte order. */
const kinds: Readonly<Record<string, NumberKind>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

export interface NpyOptions extends ArrayOptions {
  /**
   * Whether the points have memory of their own, true unless given; without, they may share that of the bytes, which then must
   * not change: half the memory for large files of float32 and float64.
   */
  readonly copy?: boolean;
}

/**
 * Reads points from a `.npy` file, format versions 1.0 to 3.0 (numpy.lib.format): float16, float32, float64, integers of 8 to
 * 64 bits and bool, of either byte order, in C or Fortran order. The first axis counts the points and all others are flattened,
 * as in IDX: images [n, h, w] become [n, h·w], and [n] becomes [n, 1].
 * @throws FileError when the file is damaged, of another kind of number, empty, beyond the limit, or holds a value that is not
 * finite.
 * @throws ArgumentError when other numbers than unsigned bytes are to be scaled.
 */
export function readNpy(bytes: Bytes, options: NpyOptions = {}): Points {
  return readNpyArray(bytes, options).points;
}

/**
 * As `readNpy`, with what is known of the array besides.
 * @param held bytes that were unpacked to have the file, which count against the limit
 */
export function readNpyArray(bytes: Bytes, options: NpyOptions = {}, held = 0): ArrayPoints {
  requireKeys('', options, { copy: true, scale: true, missing: true, limit: true });
  const { copy = true } = options;
  requireBoolean('copy', copy);
  const file = bytesOf(bytes);
  const { start, end } = locateHeader(file);
  const { descr, fortranOrder, shape } = parseNpyHeader(new TextDecoder().decode(file.subarray(start, end)), start);
  const { kind, littleEndian } = numberOf(descr);
  if (shape.length === 0) throw new FileError('npy', 'header', 'it holds a single number, not an array of points');
  const array = { format: 'npy', kind, shape };
  const needed = countOf(shape) * widthOf(kind);
  if (needed !== file.length - end) {
    throw new FileError(
      'npy',
      `byte ${end}`,
      `the shape (${sizes(shape)}) of type ${quoted(descr)} needs ${needed} bytes of data, but ${file.length - end} follow the header`,
      file.length - end < needed ? 'The file was cut short: copy it again' : 'Save one array to a file',
    );
  }
  const data = file.subarray(end);
  const copies = (copy || !canBeSeen(data, kind, littleEndian) ? 1 : 0) + (fortranOrder ? 1 : 0);
  requireReadable(array, options, { limit: limitOf(options), held, copies });
  const values = readNumbers(data, kind, littleEndian, copy);
  return arrayPoints(array, fortranOrder ? fromFortranOrder(values, shape) : values, options);
}

/** Where the header begins and ends, in bytes. */
function locateHeader(file: Uint8Array): { start: number; end: number } {
  requireNoPointer('npy', file);
  if (!npyMagic.every((byte, i) => file[i] === byte)) {
    const archive = file[0] === 0x50 && file[1] === 0x4b;
    throw new FileError(
      'npy',
      'byte 0',
      'it does not begin with \\x93NUMPY',
      archive ? 'This is an .npz archive: readPoints(bytes) reads it' : undefined,
    );
  }
  const major = file[6] ?? 0;
  if (major < 1 || major > 3 || file[7] !== 0)
    throw new FileError('npy', 'byte 6', `format version ${major}.${file[7] ?? 0} is not known, only 1.0, 2.0 and 3.0`);
  const start = major === 1 ? 10 : 12;
  if (file.length < start) throw new FileError('npy', 'byte 8', 'it ends inside the length of the header');
  const length = major === 1 ? viewOf(file).getUint16(8, true) : viewOf(file).getUint32(8, true);
  if (length > longestHeader)
    throw new FileError('npy', 'byte 8', `the header claims ${length} bytes, more than the ${longestHeader} allowed`);
  if (start + length > file.length)
    throw new FileError('npy', 'byte 8', `the header claims ${length} bytes, but only ${file.length - start} follow`);
  return { start, end: start + length };
}

/** The kind of number that a `descr` stands for, such as `<f4` or `|u1`. */
function numberOf(descr: string): { kind: NumberKind; littleEndian: boolean } {
  const order = descr[0];
  const code = descr.slice(1);
  const kind = Object.hasOwn(kinds, code) ? kinds[code]! : undefined;
  // NumPy marks single bytes with "|", and its own host's order with "=" only in memory.
  if (!kind || !(order === '<' || order === '>' || (order === '|' && widthOf(kind) === 1))) {
    throw new FileError(
      'npy',
      'header',
      `numbers of type ${quoted(descr)} are not read, only float16, float32, float64, integers and bool`,
      "Convert them first: np.save(file, array.astype('float32'))",
    );
  }
  return { kind, littleEndian: order !== '>' };
}
