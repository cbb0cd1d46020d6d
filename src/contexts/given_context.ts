import { ArgumentError } from '../errors.ts';
import type { GivenContext, Model } from '../network.ts';
import type { Points } from '../points.ts';
import { requireNumbers } from '../require_options.ts';
import type { ContextColumns } from './context_columns.ts';
import { classesOf, columnsOfContexts, requireClass, valuesOf } from './context_data.ts';

/**
 * Checks the context that a model is to be evaluated in, and returns a copy: null, numbers or the number of a class for all
 * particles, points or whole numbers for one each. @throws ArgumentError
 */
export function givenContextOf(
  argument: string,
  given: GivenContext | undefined,
  { network, contextColumns, contextDropout }: Pick<Model, 'network' | 'contextColumns' | 'contextDropout'>,
): GivenContext {
  const { context } = network;
  if (!context)
    throw new ArgumentError(
      argument,
      given,
      'left out, since the network has none',
      'mlp({ context }) makes one that has.',
    );
  if (given === null) {
    if (contextDropout !== 0) return null;
    throw new ArgumentError(
      argument,
      given,
      'a context, since the network was never trained without one',
      'Train it with contextDropout, such as 0.1.',
    );
  }
  if (given === undefined)
    throw new ArgumentError(
      argument,
      given,
      'classes' in context ? `a class from 0 to ${context.classes - 1}` : `${context.values} number(s)`,
      'The score depends on it: give conditional(model, context).',
    );
  if ('classes' in context) return givenClasses(argument, given, context.classes, contextColumns);
  if (!isPoints(given)) {
    const values = givenValues(argument, given, context.values);
    columnsOfContexts(argument, pointsOf(values, values.length), contextColumns);
    return values;
  }
  const { values, shape } = valuesOf(argument, given, context.values, undefined, 'particle');
  columnsOfContexts(argument, given, contextColumns);
  return { values: values.slice(), shape: [shape[0], shape[1]] };
}

/** How many particles a context is for that has been checked, where it is one for each. */
export function contextCount(context: GivenContext | undefined): number | undefined {
  if (isPoints(context)) return context.shape[0];
  return ArrayBuffer.isView(context) ? (context as Uint32Array).length : undefined;
}

/** The contexts of some of the particles; a context that is the same for all stays as it is. */
export function contextOfPart(context: GivenContext, first: number, count: number): GivenContext {
  if (isPoints(context)) {
    const { values, shape } = context;
    return { values: values.slice(first * shape[1], (first + count) * shape[1]), shape: [count, shape[1]] };
  }
  return ArrayBuffer.isView(context) ? (context as Uint32Array).slice(first, first + count) : context;
}

/** Whether it is one context of values for each particle. */
export function isPoints(given: GivenContext | undefined): given is Points {
  return typeof given === 'object' && given !== null && 'shape' in given;
}

/** Rows of so many numbers as points. */
export function pointsOf(list: ArrayLike<number>, width = 1): Points {
  return { values: Float64Array.from(list), shape: [list.length / width, width] };
}

/** A class for all particles, or for each. */
function givenClasses(
  argument: string,
  given: NonNullable<GivenContext>,
  classes: number,
  columns: ContextColumns | undefined,
): number | Uint32Array {
  if (typeof given === 'string') {
    const found = columns?.labels?.indexOf(given) ?? -1;
    if (found >= 0) return found;
    const labels = columns?.labels?.map((label) => JSON.stringify(label)).slice(0, 20);
    throw new ArgumentError(
      argument,
      given,
      labels
        ? `one of ${labels.join(', ')}${classes > 20 ? ', …' : ''}`
        : 'the number of a class, since the model knows no labels',
    );
  }
  if (typeof given !== 'object') {
    requireClass(argument, given, classes);
    return given;
  }
  return classesOf(argument, given, classes, undefined, 'particle');
}

/** The values of one context for all particles. */
function givenValues(argument: string, given: NonNullable<GivenContext>, count: number): number[] {
  const list = typeof given === 'number' ? [given] : given;
  if (typeof list === 'string' || isPoints(list)) throw new ArgumentError(argument, given, `${count} number(s)`);
  requireNumbers(argument, list);
  if (list.length !== count)
    throw new ArgumentError(
      argument,
      list,
      `${count} number(s), the values of one context`,
      'For a context for each particle, give points [particles, values].',
    );
  const values = Array.from(list);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ArgumentError(`${argument}[${bad}]`, values[bad], 'finite');
  return values;
}
