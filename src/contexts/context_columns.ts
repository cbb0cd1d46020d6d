import { requireNames } from '../coordinates.ts';
import { ArgumentError } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { type Transform, transformOf } from '../transform.ts';
import type { Context } from './context.ts';

/** What is known of the contexts of data: plain data, which a model keeps. */
export interface ContextColumns {
  /** Of values: the network takes (value − shift)/scale. */
  readonly transform?: Transform;
  /** Of the columns of a table that contexts come from: one for each value, or one for the classes. */
  readonly names?: readonly string[];
  /** Of the classes, by their numbers, no two alike. */
  readonly labels?: readonly string[];
}

/** Checks what is known of contexts, which may come from a file, and returns a copy. @throws ArgumentError */
export function contextColumnsOf(argument: string, given: ContextColumns, context: Context): ContextColumns {
  requireKeys(argument, given, { transform: true, names: true, labels: true });
  const { transform, names, labels } = given;
  const classes = 'classes' in context ? context.classes : undefined;
  if (classes !== undefined && transform !== undefined)
    throw new ArgumentError(`${argument}.transform`, transform, 'left out where contexts are classes');
  if (classes === undefined && labels !== undefined)
    throw new ArgumentError(`${argument}.labels`, labels, 'left out where contexts are values');
  const count = 'values' in context ? context.values : 1;
  if (names !== undefined) requireNames(`${argument}.names`, names, count, 'value of a context');
  if (labels !== undefined) requireLabels(`${argument}.labels`, labels, classes!);
  return {
    ...(transform !== undefined && { transform: transformOf(`${argument}.transform`, transform, count) }),
    ...(names && { names: [...names] }),
    ...(labels && { labels: [...labels] }),
  };
}

function requireLabels(argument: string, labels: readonly string[], classes: number): void {
  requireNames(argument, labels, classes, 'class');
  const again = labels.findIndex((label, i) => labels.indexOf(label) < i);
  if (again >= 0) throw new ArgumentError(`${argument}[${again}]`, labels[again], 'unlike the labels before it');
}
