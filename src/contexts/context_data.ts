import { ArgumentError } from '../errors.ts';
import { type Float32Points, type Points, requirePoints } from '../points.ts';
import { requireNumbers } from '../require_options.ts';
import { standardised } from '../transform.ts';
import type { Context } from './context.ts';
import type { ContextColumns } from './context_columns.ts';

/** Contexts of data: their values, [count, values], or the numbers of their classes, from 0, one for each datum. */
export type TrainingContext = Points | ArrayLike<number>;

/** Checks the contexts of so many data, and returns them as points: a column of classes, or their values. @throws ArgumentError */
export function contextPoints(given: TrainingContext | undefined, context: Context, count: number): Points {
  if (given === undefined)
    throw new ArgumentError(
      'context',
      given,
      'classes' in context
        ? `a list of ${count} classes, one for each datum`
        : `points [${count}, ${context.values}], a row for each datum`,
      'The network has a context.',
    );
  return 'classes' in context
    ? { values: Float32Array.from(classesOf('context', given, context.classes, count, 'datum')), shape: [count, 1] }
    : valuesOf('context', given, context.values, count, 'datum');
}

/** Checks the values of contexts, [count, values]. @param each what has a context each, in words. @throws ArgumentError */
export function valuesOf(
  argument: string,
  given: TrainingContext,
  values: number,
  count: number | undefined,
  each: string,
): Points {
  if (typeof given !== 'object' || given === null || !('shape' in given))
    throw new ArgumentError(argument, given, `points [${count ?? 'count'}, ${values}], a row for each ${each}`);
  requirePoints(argument, given);
  if (given.shape[1] !== values || (count !== undefined && given.shape[0] !== count))
    throw new ArgumentError(
      `${argument}.shape`,
      given.shape,
      `[${count ?? 'count'}, ${values}], a row for each ${each}`,
    );
  return given;
}

/** Checks a list of classes, and returns a copy. @param each what has a class each, in words. @throws ArgumentError */
export function classesOf(
  argument: string,
  given: TrainingContext,
  classes: number,
  count: number | undefined,
  each: string,
): Uint32Array {
  if (typeof given === 'object' && given !== null && 'shape' in given)
    throw new ArgumentError(argument, given, `a list of classes from 0 to ${classes - 1}, one for each ${each}`);
  requireNumbers(argument, given);
  const list = given as ArrayLike<number>;
  if (list.length === 0 || (count !== undefined && list.length !== count))
    throw new ArgumentError(argument, `${list.length} classes`, `${count ?? 'some'}, one for each ${each}`);
  for (let i = 0; i < list.length; i++) requireClass(`${argument}[${i}]`, list[i]!, classes);
  return Uint32Array.from(list);
}

/** Refuses anything but the number of a class. @throws ArgumentError */
export function requireClass(argument: string, given: unknown, classes: number): void {
  if (Number.isInteger(given) && (given as number) >= 0 && (given as number) < classes) return;
  throw new ArgumentError(argument, given, `the number of a class, from 0 to ${classes - 1}`);
}

/**
 * The columns of contexts as networks take them: values standardised, classes as they are.
 * @throws ArgumentError where a standardised value is beyond what float32 holds
 */
export function columnsOfContexts(argument: string, given: Points, { transform }: ContextColumns = {}): Float32Points {
  const columns = transform
    ? standardised(given, transform)
    : { values: Float32Array.from(given.values), shape: given.shape };
  const bad = columns.values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return columns;
  const allowed = `within the range of float32${transform ? ' when standardised' : ''}`;
  throw new ArgumentError(`${argument}.values[${bad}]`, given.values[bad], allowed);
}

/** Rows of coordinates, then of the columns of their contexts. */
export function withColumns(data: Float32Points, columns: Float32Points): Float32Points {
  const [count, dimension] = data.shape;
  const [, width] = columns.shape;
  const values = new Float32Array(count * (dimension + width));
  for (let row = 0; row < count; row++) {
    values.set(data.values.subarray(row * dimension, (row + 1) * dimension), row * (dimension + width));
    values.set(columns.values.subarray(row * width, (row + 1) * width), row * (dimension + width) + dimension);
  }
  return { values, shape: [count, dimension + width] };
}
