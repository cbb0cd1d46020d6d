import { ArgumentError, requireOneOf, squarable64 } from './errors.ts';
import { type Float32Points, type Points, requirePoints, type Values } from './points.ts';
import { isRecord, requireKeys } from './require_options.ts';
import { momentsOf, quartilesOf } from './spread.ts';

/** Standardised units y of data x: x_j = shift_j + scale_j·y_j in column j. In float64, as files keep it. */
export interface Transform {
  /** Finite, one for each column. */
  readonly shift: readonly number[];
  /** Above 0 and finite, as is its reciprocal, one for each column. */
  readonly scale: readonly number[];
}

/**
 * Which shift and scale the columns take: `columns`, their own means and standard deviations; `global`, their own means and the
 * root of their mean variance, so that shapes and angles stay; `robust`, their own medians and interquartile ranges, which a few
 * rows far out do not move.
 */
export type Standardisation = 'columns' | 'global' | 'robust';

export const standardisations = ['columns', 'global', 'robust'] as const satisfies readonly Standardisation[];

/**
 * The transform that gives data the mean 0 and the deviation 1, of every column or of all columns together, or, where it is
 * robust, the median 0 and the interquartile range of a standard normal. Columns whose values are all the same have the scale 1;
 * where no more than half of the values of a column differ, a robust scale is their standard deviation. @throws ArgumentError
 */
export function standardisation(data: Points, how: Standardisation): Transform {
  requirePoints('data', data);
  requireOneOf('standardise', how, standardisations);
  const columns = Array.from({ length: data.shape[1] }, (_, column) => column);
  const moments = columns.map((column) => momentsOf(data, column));
  const deviations = moments.map(({ variance }) => Math.sqrt(variance));
  const usable = (scale: number, column: number): number => {
    if (isScale(scale)) return scale;
    requireAllTheSame(data, column);
    return 1;
  };
  if (how === 'robust') {
    const quartiles = columns.map((column) => quartilesOf(data, column));
    return {
      shift: quartiles.map(({ median }) => median),
      scale: quartiles.map(({ deviation }, column) => usable(deviation || deviations[column]!, column)),
    };
  }
  const shift = moments.map(({ mean }) => mean);
  if (how === 'columns') return { shift, scale: deviations.map(usable) };
  const common = usable(Math.sqrt(moments.reduce((sum, { variance }) => sum + variance / columns.length, 0)), 0);
  return { shift, scale: columns.map(() => common) };
}

/** Refuses a column that has a spread, but none whose square float64 holds. @throws ArgumentError */
function requireAllTheSame({ values, shape: [, dimension] }: Points, column: number): void {
  for (let at = column; at < values.length; at += dimension) {
    if (values[at] !== values[column])
      throw new ArgumentError(
        'data',
        `${values[column]} and ${values[at]} in column ${column}`,
        `of a deviation from ${squarable64.least} to ${squarable64.most}`,
        'Give them in other units.',
      );
  }
}

/** Whether a scale, its square and their reciprocals are normal numbers of float64. */
function isScale(value: number): boolean {
  return value >= squarable64.least && value <= squarable64.most;
}

/** Checks a transform, which may come from a file, and returns a copy. @throws ArgumentError */
export function transformOf(argument: string, given: Transform, dimension: number): Transform {
  if (isRecord(given)) requireKeys(argument, given, { shift: true, scale: true });
  const checked = (name: 'shift' | 'scale', allowed: string, isAllowed: (value: number) => boolean): number[] => {
    const list: unknown = given?.[name];
    const what = `${dimension} number(s), one for each column`;
    if (!Array.isArray(list) || list.length !== dimension) throw new ArgumentError(`${argument}.${name}`, list, what);
    return Array.from(list as unknown[], (value, column) => {
      if (typeof value !== 'number' || !isAllowed(value))
        throw new ArgumentError(`${argument}.${name}[${column}]`, value, allowed);
      return value;
    });
  };
  return {
    shift: checked('shift', 'a finite number', Number.isFinite),
    scale: checked('scale', `a number from ${squarable64.least} to ${squarable64.most}`, isScale),
  };
}

/**
 * Whether points in the units of the data want float64: where columns lie so far from 0, beside their scale, that float32
 * would lose digits of their spread (2⁻¹⁶ of the scale and more), or their units are beyond what float32 holds.
 */
export function wantsFloat64({ shift, scale }: Transform): boolean {
  return scale.some((s, j) => Math.abs(shift[j]!) > 256 * s || s < 1e-30 || s > 1e30);
}

/** Points in standardised units: (x − shift)/scale, in float64, then rounded to float32. */
export function standardised({ values, shape }: Points, { shift, scale }: Transform): Float32Points {
  const into = new Float32Array(values.length);
  return { values: mapped(values, into, shape[1], (x, j) => (x - shift[j]!) / scale[j]!), shape };
}

/** Points in the units of the data: shift + scale·y, in float64, and kept so where the transform wants it. */
export function restored({ values, shape }: Points, transform: Transform): Points {
  return intoData(values, shape, transform, (y, j) => transform.shift[j]! + transform.scale[j]! * y);
}

/** Scores with respect to data, from those with respect to standardised units: ∂/∂x = 1/scale · ∂/∂y. */
export function scoresRestored({ values, shape }: Points, transform: Transform): Points {
  return intoData(values, shape, transform, (s, j) => s / transform.scale[j]!);
}

function intoData(
  values: Values,
  shape: Points['shape'],
  transform: Transform,
  change: (value: number, column: number) => number,
): Points {
  const into = wantsFloat64(transform) ? new Float64Array(values.length) : new Float32Array(values.length);
  return { values: mapped(values, into, shape[1], change), shape };
}

/** Puts a function of every value and its column into another array. */
function mapped<Into extends Values>(
  values: Values,
  into: Into,
  dimension: number,
  change: (value: number, column: number) => number,
): Into {
  for (let row = 0; row < values.length; row += dimension) {
    for (let j = 0; j < dimension; j++) into[row + j] = change(values[row + j]!, j);
  }
  return into;
}
