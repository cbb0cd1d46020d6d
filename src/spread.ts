import { ArgumentError, requireFloat32, standardiseTheData } from './errors.ts';
import { type Points, requirePoints } from './points.ts';
import { isRecord, requireKeys } from './require_options.ts';

/** The mean of a column and the mean square distance from that. */
export function momentsOf(
  { values, shape: [count, dimension] }: Points,
  column: number,
): { mean: number; variance: number } {
  // From the first value on, so that the mean of equal values is that value.
  const first = values[column]!;
  let sum = 0;
  for (let at = column; at < values.length; at += dimension) sum += values[at]! - first;
  const mean = first + sum / count;
  let squares = 0;
  for (let at = column; at < values.length; at += dimension) squares += (values[at]! - mean) ** 2;
  return { mean, variance: squares / count };
}

/** Where the middle half of a column lies. */
export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  /** The standard deviation of a normal with this interquartile range, (upper − lower)/1.349. */
  readonly deviation: number;
}

/** Rows that quartiles look at: then they are right to a hundredth of the deviation. */
const quartileRows = 16_384;

/** The interquartile range of the standard normal: 2·Φ⁻¹(¾). */
const normalRange = 1.3489795003921634;

/** The quartiles of a column, on evenly spread rows where there are more than 16,384, with linear interpolation between values. */
export function quartilesOf({ values, shape: [count, dimension] }: Points, column: number): Quartiles {
  const used = Math.min(count, quartileRows);
  const sorted = Float64Array.from(
    { length: used },
    (_, i) => values[Math.floor((i * count) / used) * dimension + column]!,
  ).sort();
  const at = (part: number): number => {
    const place = part * (used - 1);
    const below = Math.floor(place);
    const share = place - below;
    return share === 0 ? sorted[below]! : sorted[below]! * (1 - share) + sorted[below + 1]! * share;
  };
  const [lower, median, upper] = [at(0.25), at(0.5), at(0.75)];
  return { lower, median, upper, deviation: (upper - lower) / normalRange };
}

/** A value is far out beyond so many interquartile ranges from the quartiles. */
export const farOut = 10;

/** Most of a column that may be far out; where more is, that is how the column is spread. */
const farOutShare = 0.05;

/** The bounds beyond which few values of a column are, if any, and those far out. */
function fencesOf(data: Points, column: number): { least: number; most: number } {
  const { values, shape } = data;
  const { lower, upper } = quartilesOf(data, column);
  const reach = farOut * (upper - lower);
  const [least, most] = [lower - reach, upper + reach];
  let beyond = 0;
  for (let at = column; at < values.length; at += shape[1]) if (values[at]! < least || values[at]! > most) beyond++;
  const fenced = reach > 0 && beyond <= farOutShare * shape[0];
  return fenced ? { least, most } : { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
}

/** The mean and the standard deviation of each coordinate. */
export interface Moments {
  readonly mean: readonly number[];
  /** At least 0. */
  readonly deviation: readonly number[];
}

/**
 * The mean and the standard deviation of each column, rounded to float32. Where at most a twentieth of a column lies more than ten
 * interquartile ranges beyond its quartiles, those values count as if they lay there, so that a bad row does not set the scale.
 * @throws ArgumentError when a column is beyond the range of float32.
 */
export function momentsOfColumns(data: Points): Moments {
  requirePoints('data', data);
  const {
    values,
    shape: [count, dimension],
  } = data;
  const columns = Array.from({ length: dimension }, (_, j) => j);
  const fences = columns.map((j) => fencesOf(data, j));
  const bounded = (value: number, j: number): number => Math.min(fences[j]!.most, Math.max(fences[j]!.least, value));
  // By two passes over the rows in their order, since columns of gigabytes are far apart; from the first row on, so that the
  // mean of equal values is that value.
  const first = columns.map((j) => bounded(values[j]!, j));
  const sums = new Float64Array(dimension);
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) sums[j]! += bounded(values[row + j]!, j) - first[j]!;
  }
  const mean = columns.map((j) => rounded(first[j]! + sums[j]! / count));
  const squares = new Float64Array(dimension);
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) squares[j]! += (bounded(values[row + j]!, j) - mean[j]!) ** 2;
  }
  return { mean, deviation: columns.map((j) => rounded(Math.sqrt(squares[j]! / count))) };
}

function rounded(moment: number): number {
  requireFloat32('data', moment, { remedy: standardiseTheData });
  return Math.fround(moment);
}

/**
 * The root of the mean variance of a coordinate, as `momentsOfColumns` has it: the spread of the points, as the form `edm` of a
 * network's output takes it.
 */
export function deviationOf(data: Points): number {
  const { deviation } = momentsOfColumns(data);
  return Math.sqrt(deviation.reduce((sum, d) => sum + d * d, 0) / deviation.length);
}

/** Refuses moments, which may come from a file, of another dimension or that float32 does not hold. @throws ArgumentError */
export function requireMoments(argument: string, given: Moments, dimension: number): void {
  if (isRecord(given)) requireKeys(argument, given, { mean: true, deviation: true });
  for (const name of ['mean', 'deviation'] as const) {
    const list: unknown = given?.[name];
    if (!Array.isArray(list) || list.length !== dimension)
      throw new ArgumentError(`${argument}.${name}`, list, `${dimension} number(s), one for each coordinate`);
    for (const [j, value] of (list as unknown[]).entries()) {
      const finite = typeof value === 'number' && Number.isFinite(Math.fround(value));
      if (!finite || (name === 'deviation' && value < 0))
        throw new ArgumentError(
          `${argument}.${name}[${j}]`,
          value,
          `a finite float32 number${name === 'deviation' ? ' of at least 0' : ''}`,
        );
    }
  }
}
