import { ArgumentError, requireInteger } from './errors.ts';
import { isRecord, requireKeys, requireNumbers } from './require_options.ts';

/** A set of points: row-major values with their shape beside them. */
export interface Points {
  /** Row-major, `count × dimension` values. */
  readonly values: Float32Array;
  readonly shape: readonly [count: number, dimension: number];
}

/**
 * Wraps row-major values as points of the given dimension.
 * @throws ArgumentError when there are no values, one is not finite, or their number is not a multiple of the dimension.
 */
export function points(values: ArrayLike<number>, dimension = 1): Points {
  requireNumbers('values', values);
  requireInteger('dimension', dimension, 1);
  const wrapped: Points = { values: Float32Array.from(values), shape: [values.length / dimension, dimension] };
  requirePoints('values', wrapped);
  return wrapped;
}

/** The root of the mean variance of a coordinate: the spread of the points, as the form `edm` of a network's output takes it. */
export function deviationOf(data: Points): number {
  requirePoints('data', data);
  const [, dimension] = data.shape;
  let variance = 0;
  for (let j = 0; j < dimension; j++) variance += momentsOf(data, j).variance / dimension;
  return Math.sqrt(variance);
}

/** Refuses points that are empty, misshapen, not finite, or not of the wanted dimension. */
export function requirePoints(argument: string, given: Points, dimension?: number): void {
  if (!(given?.values instanceof Float32Array) || !Array.isArray(given.shape) || given.shape.length !== 2) {
    throw new ArgumentError(
      argument,
      given,
      'points { values: Float32Array, shape: [count, dimension] }',
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
  const bad = given.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArgumentError(
      `${argument}.values`,
      `${given.values[bad]} in row ${Math.floor(bad / width)}, column ${bad % width}`,
      'finite',
      'Remove or fill such rows first.',
    );
  }
}

/** The mean of a column, rounded to float32, and the mean square distance from that. */
export function momentsOf(
  { values, shape: [count, dimension] }: Points,
  column: number,
): { mean: number; variance: number } {
  // From the first value on, so that the mean of equal values is that value.
  const first = values[column]!;
  let sum = 0;
  for (let at = column; at < values.length; at += dimension) sum += values[at]! - first;
  const mean = Math.fround(first + sum / count);
  let squares = 0;
  for (let at = column; at < values.length; at += dimension) squares += (values[at]! - mean) ** 2;
  return { mean, variance: squares / count };
}

/** The mean and the standard deviation of each coordinate. */
export interface Moments {
  readonly mean: readonly number[];
  /** At least 0. */
  readonly deviation: readonly number[];
}

/** By two passes over the rows in their order, since columns of gigabytes are far apart. */
export function momentsOfColumns({ values, shape: [count, dimension] }: Points): Moments {
  const columns = Array.from({ length: dimension }, (_, j) => j);
  // From the first row on, so that the mean of equal values is that value.
  const first = values.subarray(0, dimension);
  const sums = new Float64Array(dimension);
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) sums[j]! += values[row + j]! - first[j]!;
  }
  const mean = columns.map((j) => Math.fround(first[j]! + sums[j]! / count));
  const squares = new Float64Array(dimension);
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) squares[j]! += (values[row + j]! - mean[j]!) ** 2;
  }
  return { mean, deviation: columns.map((j) => Math.fround(Math.sqrt(squares[j]! / count))) };
}

/** Refuses moments, which may come from a file, of another dimension or that float32 does not hold. @throws ArgumentError */
export function requireMoments(argument: string, given: Moments, dimension: number): void {
  if (isRecord(given)) requireKeys(argument, given, { mean: true, deviation: true });
  for (const name of ['mean', 'deviation'] as const) {
    const list: unknown = given?.[name];
    if (!Array.isArray(list) || list.length !== dimension)
      throw new ArgumentError(`${argument}.${name}`, list, `${dimension} number(s), one for each coordinate`);
    list.forEach((value: unknown, j) => {
      const finite = typeof value === 'number' && Number.isFinite(Math.fround(value));
      if (!finite || (name === 'deviation' && value < 0))
        throw new ArgumentError(
          `${argument}.${name}[${j}]`,
          value,
          `a finite float32 number${name === 'deviation' ? ' of at least 0' : ''}`,
        );
    });
  }
}
