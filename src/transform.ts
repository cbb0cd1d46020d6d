import { ArgumentError, float32, requireOneOf } from './errors.ts';
import { momentsOf, type Points, requirePoints } from './points.ts';
import { isRecord, requireKeys } from './require_options.ts';

/**
 * Standardised units y of data x: x_j = shift_j + scale_j·y_j in column j. All numbers are float32, as data are and as files
 * keep them.
 */
export interface Transform {
  /** Finite, one for each column. */
  readonly shift: readonly number[];
  /** Above 0 and not so small that float32 loses digits of it, one for each column. */
  readonly scale: readonly number[];
}

/**
 * Which scale the columns take: each its own standard deviation, or all of them the root of their mean variance, so that
 * shapes and angles stay. Either way each column is shifted by its mean.
 */
export type Standardisation = 'columns' | 'global';

/**
 * The transform that gives data the mean 0 and the deviation 1: of every column, or of all columns together. Columns whose
 * values are all the same, as far as float32 can tell, have the scale 1. @throws ArgumentError
 */
export function standardisation(data: Points, how: Standardisation): Transform {
  requirePoints('data', data);
  requireOneOf('standardise', how, ['columns', 'global']);
  const columns = Array.from({ length: data.shape[1] }, (_, column) => momentsOf(data, column));
  const common = columns.reduce((sum, { variance }) => sum + variance / columns.length, 0);
  return {
    shift: columns.map(({ mean }) => mean),
    scale: columns.map(({ variance }) => {
      const deviation = Math.fround(Math.sqrt(how === 'global' ? common : variance));
      return deviation >= float32.least ? deviation : 1;
    }),
  };
}

/** Checks a transform, which may come from a file, and returns a copy rounded to float32. @throws ArgumentError */
export function transformOf(argument: string, given: Transform, dimension: number): Transform {
  if (isRecord(given)) requireKeys(argument, given, { shift: true, scale: true });
  const rounded = (name: 'shift' | 'scale', allowed: string, isAllowed: (value: number) => boolean): number[] => {
    const list: unknown = given?.[name];
    const what = `${dimension} number(s), one for each column`;
    if (!Array.isArray(list) || list.length !== dimension) throw new ArgumentError(`${argument}.${name}`, list, what);
    return list.map((value: unknown, column) => {
      const number = typeof value === 'number' ? Math.fround(value) : Number.NaN;
      if (!isAllowed(number)) throw new ArgumentError(`${argument}.${name}[${column}]`, value, allowed);
      return number;
    });
  };
  return {
    shift: rounded('shift', 'a finite float32 number', Number.isFinite),
    scale: rounded(
      'scale',
      'a finite float32 number above 0',
      (value) => Number.isFinite(value) && value >= float32.least,
    ),
  };
}

/** Points in standardised units: (x − shift)/scale, rounded to float32. */
export function standardised({ values, shape }: Points, { shift, scale }: Transform): Points {
  return { values: mapped(values.slice(), shape[1], (x, j) => (x - shift[j]!) / scale[j]!), shape };
}

/** Points in the units of the data: shift + scale·y, rounded to float32. */
export function restored({ values, shape }: Points, transform: Transform): Points {
  return restoredInPlace({ values: values.slice(), shape }, transform);
}

/** As `restored`, in the memory of what is given, of which there may be much. */
export function restoredInPlace({ values, shape }: Points, { shift, scale }: Transform): Points {
  return { values: mapped(values, shape[1], (y, j) => shift[j]! + scale[j]! * y), shape };
}

/** Scores with respect to data, from those with respect to standardised units: ∂/∂x = 1/scale · ∂/∂y. */
export function scoresRestored({ values, shape }: Points, { scale }: Transform): Points {
  return { values: mapped(values, shape[1], (s, j) => s / scale[j]!), shape };
}

/** Replaces every value by a function of it and its column. */
function mapped(
  values: Float32Array,
  dimension: number,
  change: (value: number, column: number) => number,
): Float32Array {
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) values[row + j] = change(values[row + j]!, j);
  }
  return values;
}
