import { ArgumentError, requireInteger } from './errors.ts';

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
  requireInteger('dimension', dimension, 1);
  const wrapped: Points = { values: Float32Array.from(values), shape: [values.length / dimension, dimension] };
  requirePoints('values', wrapped);
  return wrapped;
}

/** The root of the mean variance of a coordinate: the spread of the points, as the form `edm` of a network's output takes it. */
export function deviationOf({ values, shape: [count, dimension] }: Points): number {
  let variance = 0;
  for (let j = 0; j < dimension; j++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += values[i * dimension + j]! / count;
    for (let i = 0; i < count; i++) variance += (values[i * dimension + j]! - mean) ** 2 / (count * dimension);
  }
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
