import { ArgumentError, requireInteger, squarable64, standardiseTheData } from './errors.ts';
import { requireNumbers } from './require_options.ts';

/** Numbers of points: float32 as engines compute, or float64 where float32 would lose digits of the data. */
export type Values = Float32Array | Float64Array;

/** A set of points: row-major values with their shape beside them. */
export interface Points<V extends Values = Values> {
  /** Row-major, `count × dimension` values. */
  readonly values: V;
  readonly shape: readonly [count: number, dimension: number];
}

/** Points as engines compute them. */
export type Float32Points = Points<Float32Array>;

/**
 * Wraps row-major values as points of the given dimension: a copy, of a Float32Array in float32 and of all else in float64.
 * @throws ArgumentError when there are no values, one is not finite, or their number is not a multiple of the dimension.
 */
export function points(values: Float32Array, dimension?: number): Float32Points;
export function points(values: ArrayLike<number>, dimension?: number): Points<Float64Array>;
export function points(values: ArrayLike<number>, dimension = 1): Points {
  requireNumbers('values', values);
  requireInteger('dimension', dimension, 1);
  const kept = values instanceof Float32Array ? values.slice() : Float64Array.from(values);
  const wrapped: Points = { values: kept, shape: [values.length / dimension, dimension] };
  requirePoints('values', wrapped);
  return wrapped;
}

/**
 * Points as engines compute them, rounded to float32; the same where they are float32 already.
 * @throws ArgumentError when a value is beyond the range of float32.
 */
export function inFloat32(argument: string, { values, shape }: Points): Float32Points {
  if (values instanceof Float32Array) return { values, shape };
  const rounded = Float32Array.from(values);
  const bad = rounded.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { values: rounded, shape };
  throw new ArgumentError(
    `${argument}.values`,
    `${values[bad]} in row ${Math.floor(bad / shape[1])}, column ${bad % shape[1]} (both from 0)`,
    'at most 3.4e38, since engines compute in float32',
    standardiseTheData,
  );
}

/** The columns of two sets of points of one count side by side, in float64 unless both are float32. */
export function beside(left: Points, right: Points): Points {
  const [count, width] = left.shape;
  const [, more] = right.shape;
  const all = width + more;
  const inFloat32 = left.values instanceof Float32Array && right.values instanceof Float32Array;
  const values = inFloat32 ? new Float32Array(count * all) : new Float64Array(count * all);
  for (let r = 0; r < count; r++) {
    values.set(left.values.subarray(r * width, (r + 1) * width), r * all);
    values.set(right.values.subarray(r * more, (r + 1) * more), r * all + width);
  }
  return { values, shape: [count, all] };
}

/** The columns from `first` to before `end`, a copy. */
export function columnsOf({ values, shape: [count, dimension] }: Points, first: number, end: number): Points {
  const width = end - first;
  const into = values instanceof Float32Array ? new Float32Array(count * width) : new Float64Array(count * width);
  for (let r = 0; r < count; r++) into.set(values.subarray(r * dimension + first, r * dimension + end), r * width);
  return { values: into, shape: [count, width] };
}

/** Some rows of points, which share their memory. */
export function rowsOf({ values, shape: [, dimension] }: Points, first: number, count: number): Points {
  return { values: values.subarray(first * dimension, (first + count) * dimension), shape: [count, dimension] };
}

/** Refuses points that are empty, misshapen, not finite or beyond 1e150, or not of the wanted dimension. */
export function requirePoints(argument: string, given: Points, dimension?: number): void {
  const held = given?.values instanceof Float32Array || given?.values instanceof Float64Array;
  if (!held || !Array.isArray(given.shape) || given.shape.length !== 2) {
    throw new ArgumentError(
      argument,
      given,
      'points { values: Float32Array or Float64Array, shape: [count, dimension] }',
      'points(values, dimension) makes them.',
    );
  }
  const [count, width] = given.shape;
  if (given.values.length === 0) throw new ArgumentError(argument, 'no points', 'at least one point');
  if (!Number.isInteger(count) || !Number.isInteger(width) || count * width !== given.values.length) {
    throw new ArgumentError(
      `${argument}.shape`,
      given.shape,
      `[count, dimension] with count × dimension = ${given.values.length}, the number of values`,
    );
  }
  if (dimension !== undefined && width !== dimension) {
    throw new ArgumentError(
      `${argument}.shape`,
      given.shape,
      `[count, ${dimension}]`,
      `The score is a function of ${dimension} dimension(s).`,
    );
  }
  // Written so that NaN fails too.
  const bad = given.values.findIndex((value) => !(Math.abs(value) <= squarable64.most));
  if (bad >= 0) {
    throw new ArgumentError(
      `${argument}.values`,
      `${given.values[bad]} in row ${Math.floor(bad / width)}, column ${bad % width}`,
      Number.isFinite(given.values[bad]) ? `at most ${squarable64.most}, so that float64 holds its square` : 'finite',
      'Remove or fill such rows first.',
    );
  }
}
