import { ArgumentError, requireOneOf } from '../errors.ts';
import type { Points } from '../points.ts';
import { requireDimension } from './dimension.ts';
import { FileError } from './file_error.ts';
import { type LimitOption, tooMuch } from './limit.ts';
import { type NumberKind, type Numbers, widthRead } from './numbers.ts';

/** What a reader does about points with missing coordinates. Those that are kept have NaN there, as `known` of a sampler wants them. */
export type Missing = 'refuse' | 'drop' | 'keep';

export const missings = ['refuse', 'drop', 'keep'] as const satisfies readonly Missing[];

export interface ArrayOptions extends LimitOption {
  /**
   * Divides bytes by 255, to values in [0, 1]; false unless given. Only for files of unsigned bytes, as images are; `images` does
   * so to unsigned bytes of more than one axis, and leaves all else as it is.
   */
  readonly scale?: boolean | 'images';
  /** What to do about points with a coordinate that is NaN: `refuse` the file, which is the default, `drop` them, or `keep` them. */
  readonly missing?: Missing;
}

/** The points of an array, and what is known of them besides. */
export interface ArrayPoints {
  readonly points: Points;
  /** Of one point, such as [8, 8]: the axes behind the first; [1] where there is none. */
  readonly shape: readonly number[];
  readonly kind: NumberKind;
  /** Whether bytes were divided by 255. */
  readonly scaled: boolean;
  /** Points left out, of how many. */
  readonly dropped: number;
  readonly of: number;
}

/** An array as a file describes it. */
export interface FileArray {
  readonly format: string;
  readonly kind: NumberKind;
  readonly shape: readonly number[];
}

/** What numbers may take, and what is in memory beside them. */
export interface Room {
  /** Most bytes. */
  readonly limit: number;
  /** Bytes of what was unpacked, which go once the numbers are read. */
  readonly held: number;
  /** Times that the numbers are in memory on their own: 0 where they are seen in the bytes of the file. */
  readonly copies: number;
}

/** Refuses what there is no need to read: an option that does not go with the numbers, or more numbers than there may be. */
export function requireReadable({ format, kind, shape }: FileArray, options: ArrayOptions, room: Room): void {
  const { scale = false, missing = 'refuse' } = options;
  if (typeof scale !== 'boolean' && scale !== 'images')
    throw new ArgumentError('scale', scale, "true, false or 'images'");
  if (scale === true && kind !== 'uint8') throw new ArgumentError('scale', scale, `false for a file of ${kind}`);
  requireOneOf('missing', missing, missings);
  if (shape.includes(0)) throw new FileError(format, '', `its shape (${sizes(shape)}) holds no points`);
  requireDimension(
    format,
    'header',
    countOf(shape.slice(1)),
    'The first axis counts the points. If the last one does, transpose the array; else keep fewer coordinates',
  );
  const { limit, held, copies } = room;
  const bytes = countOf(shape) * widthRead(kind);
  if (bytes > limit) tooMuch(format, '', 'its numbers take', limit);
  if (held > 0 && held + copies * bytes > limit)
    tooMuch(format, '', 'what it unpacks to and its numbers take together', limit);
}

/**
 * Numbers of an array of any shape as points: the first axis counts them, all others are flattened. The shape belongs to the
 * values, which are in the order of rows. @throws FileError
 */
export function arrayPoints(
  { format, kind, shape: [count, ...axes] }: FileArray,
  values: Numbers,
  { scale = false, missing = 'refuse' }: ArrayOptions,
): ArrayPoints {
  const shape = axes.length > 0 ? axes : [1];
  const dimension = countOf(shape);
  const scaled = scale === 'images' ? kind === 'uint8' && axes.length > 0 : scale;
  // Bytes were read into memory of their own.
  const read = scaled ? scaledInPlace(values) : values;
  const kept = whole(format, read, dimension, missing);
  const left = kept.length / dimension;
  return { points: pointsFrom(kept, dimension), shape, kind, scaled, dropped: count! - left, of: count! };
}

function scaledInPlace(values: Numbers): Numbers {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / 255;
  return values;
}

/** The rows without NaN, unless they are kept. @throws FileError where one has an infinite number, or NaN that is to be refused. */
function whole(format: string, values: Numbers, dimension: number, missing: Missing): Numbers {
  const bad = values.findIndex((value) => !Number.isFinite(value) && !(missing !== 'refuse' && Number.isNaN(value)));
  if (bad >= 0) {
    const row = Math.floor(bad / dimension);
    throw new FileError(
      format,
      `row ${row}, column ${bad % dimension} (both from 0)`,
      `${values[bad]} is no finite number${Number.isNaN(values[bad]) ? countInWords(values, dimension) : ''}`,
      Number.isNaN(values[bad])
        ? "Fill such points, or leave them out: --missing drop, or missing: 'drop'"
        : 'Remove or mend such points first',
    );
  }
  if (missing !== 'drop' || !values.some(Number.isNaN)) return values;
  const kept = values.slice();
  let length = 0;
  for (let from = 0; from < values.length; from += dimension) {
    const row = values.subarray(from, from + dimension);
    if (row.some(Number.isNaN)) continue;
    kept.set(row, length);
    length += dimension;
  }
  if (length === 0) throw new FileError(format, '', 'every point has a coordinate that is NaN');
  return kept.slice(0, length);
}

function countInWords(values: Numbers, dimension: number): string {
  let count = 0;
  for (let from = 0; from < values.length; from += dimension) {
    if (values.subarray(from, from + dimension).some(Number.isNaN)) count++;
  }
  return `: ${count} of ${values.length / dimension} points have a missing value`;
}

/** Row-major numbers as points. */
export function pointsFrom(values: Numbers, dimension: number): Points {
  return { values, shape: [values.length / dimension, dimension] };
}

/** The numbers of an array whose first axis runs fastest, in the order in which its last one does. */
export function fromFortranOrder(values: Numbers, shape: readonly number[]): Numbers {
  const turned = values.slice();
  const strides = shape.map((_, axis) => countOf(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < turned.length; to++) {
    turned[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return turned;
}

/** Without 0 · ∞, which is not a number. */
export function countOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** The sizes of a shape for a message. */
export function sizes(shape: readonly number[]): string {
  return `${shape.slice(0, 6).join(', ')}${shape.length > 6 ? ', …' : ''}`;
}
