import { ArgumentError, requireInteger, squarable } from '../errors.ts';
import { requireKeys, requireSquarable } from '../require_options.ts';
import type { Transform } from '../transform.ts';
import { orthogonalRows } from './orthogonal_rows.ts';

/** y = A·x + ε with normal noise ε: what is known of a point x beside where it came from. In the units of the data. */
export interface LinearMeasurement {
  /** A: a row for each measured value, with a number for each coordinate of x. */
  readonly matrix: readonly ArrayLike<number>[];
  /** y. */
  readonly values: ArrayLike<number>;
  /** Standard deviation of the noise: one of at least 0 for all values, or one above 0 for each. */
  readonly deviation: number | ArrayLike<number>;
}

/** A measurement as independent ones along orthonormal directions, which say the same of x. */
export interface Directions {
  /** Orthonormal; at most as many as there are measurements or coordinates. */
  readonly directions: readonly Float64Array[];
  /** What was measured along each. */
  readonly values: Float64Array;
  /** Variance of the noise along each. */
  readonly variances: Float64Array;
  /** ln p(y | x) less the sum of ln N(valueₖ; directionₖ·x, varianceₖ): the same for all x. */
  readonly logRest: number;
}

/** Most values of a measurement: rows are made orthogonal in pairs. */
const mostValues = 4096;

/** Checks a measurement and returns a copy as plain data. @throws ArgumentError */
export function measurementOf(argument: string, given: LinearMeasurement, dimension: number): LinearMeasurement {
  requireKeys(argument, given, { matrix: true, values: true, deviation: true });
  const { matrix, values, deviation } = given;
  if (!Array.isArray(matrix) || matrix.length === 0)
    throw new ArgumentError(
      `${argument}.matrix`,
      matrix,
      'a list of rows, one for each value',
      'For instance [[1, 0]].',
    );
  requireInteger(`${argument}.matrix.length`, matrix.length, 1, mostValues);
  for (const [i, row] of matrix.entries())
    requireNumbersOf(`${argument}.matrix[${i}]`, row, dimension, 'one for each coordinate of a point');
  requireNumbersOf(`${argument}.values`, values, matrix.length, 'one for each row of the matrix');
  requireDeviation(`${argument}.deviation`, deviation, matrix.length);
  const checked: LinearMeasurement = {
    matrix: matrix.map((row: ArrayLike<number>) => Array.from(row)),
    values: Array.from(values),
    deviation: typeof deviation === 'number' ? deviation : Array.from(deviation),
  };
  directionsOf(argument, checked);
  return checked;
}

function requireNumbersOf(argument: string, given: ArrayLike<number>, count: number, what: string): void {
  requireSquarable(argument, given);
  if (given.length !== count) throw new ArgumentError(argument, given, `${count} number(s), ${what}`);
}

function requireDeviation(argument: string, given: LinearMeasurement['deviation'], count: number): void {
  const { least, most } = squarable;
  if (typeof given === 'number') {
    if (given === 0 || (given >= least && given <= most)) return;
    throw new ArgumentError(argument, given, `0, or a number from ${least} to ${most}`);
  }
  if (!Array.isArray(given) && !ArrayBuffer.isView(given))
    throw new ArgumentError(argument, given, 'a number, or a list of one for each value');
  requireNumbersOf(argument, given, count, 'one for each value, or one number for all');
  for (let i = 0; i < count; i++) {
    if (!(given[i]! >= least))
      throw new ArgumentError(
        `${argument}[${i}]`,
        given[i],
        `from ${least} to ${most}`,
        'Where some values are exact, give them a deviation that is small beside the spread of the data.',
      );
  }
}

/**
 * The same of a point in standardised units z, x = shift + scale·z, along orthonormal directions.
 * @param argument what refusals call the measurement, which has passed `measurementOf` but for what shows here
 * @throws ArgumentError when it says nothing of x, or says two things
 */
export function directionsOf(argument: string, given: LinearMeasurement, transform?: Transform): Directions {
  const { matrix, values, deviation } = given;
  // Rows are scaled to noise of one deviation, so that rotating them keeps it independent.
  const common = typeof deviation === 'number' ? deviation : Math.max(...Array.from(deviation));
  const factors = matrix.map((_, i) => (typeof deviation === 'number' ? 1 : common / deviation[i]!));
  const scaled = matrix.map((row, i) => {
    return Float64Array.from(row, (value, j) => factors[i]! * value * (transform?.scale[j] ?? 1));
  });
  const right = matrix.map((row, i) => factors[i]! * (values[i]! - shiftOf(row, transform)));
  const turned = orthogonalRows(scaled, right);
  const lengths = turned.rows.map((row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
  const kept = lengths.flatMap((length, i) => (length > 0 ? [i] : []));
  if (kept.length === 0) throw new ArgumentError(`${argument}.matrix`, matrix[0], 'a matrix with numbers other than 0');
  const rest = lengths.flatMap((length, i) => (length > 0 ? [] : [turned.values[i]!]));
  if (common === 0) requireConsistent(`${argument}.values`, given, rest, right);
  return {
    directions: kept.map((i) => turned.rows[i]!.map((value) => value / lengths[i]!)),
    values: Float64Array.from(kept, (i) => turned.values[i]! / lengths[i]!),
    variances: Float64Array.from(kept, (i) => (common / lengths[i]!) ** 2),
    logRest:
      factors.reduce((sum, factor) => sum + Math.log(factor), 0) -
      kept.reduce((sum, i) => sum + Math.log(lengths[i]!), 0) +
      (common === 0 ? 0 : rest.reduce((sum, value) => sum + logNormal(value, common ** 2), 0)),
  };
}

/** ln N(x; 0, variance). */
export function logNormal(x: number, variance: number): number {
  return -0.5 * (x ** 2 / variance + Math.log(2 * Math.PI * variance));
}

function shiftOf(row: ArrayLike<number>, transform: Transform | undefined): number {
  return transform ? transform.shift.reduce((sum, shift, j) => sum + row[j]! * shift, 0) : 0;
}

/** Refuses exact values of rows that depend on each other, where no x has all of them. */
function requireConsistent(
  argument: string,
  { values }: LinearMeasurement,
  rest: readonly number[],
  right: readonly number[],
): void {
  const size = Math.max(...right.map(Math.abs));
  // Values are often rounded to float32.
  if (rest.every((value) => Math.abs(value) <= 1e-6 * size)) return;
  throw new ArgumentError(
    argument,
    values,
    'such that some point has all of them, where their deviation is 0',
    'Give the noise a deviation above 0.',
  );
}
