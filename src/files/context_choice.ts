import {
  type ContextKind,
  classesOfNumbers,
  lookLikeClasses,
  mostClasses,
  type PointContexts,
} from '../contexts/point_contexts.ts';
import { ArgumentError, requireOneOf } from '../errors.ts';
import type { Points } from '../points.ts';
import { listed, quoted } from '../quoted.ts';
import { requireKeys } from '../require_options.ts';
import type { Missing } from './array_points.ts';
import type { ColumnChoice } from './csv_columns.ts';
import { FileError } from './file_error.ts';

/** What of a file its points are conditioned on. */
export interface ContextChoice {
  /** Columns of a table as for `columns`, which are left out of the points then; or the name of an array of an `.npz` archive. */
  readonly columns: ColumnChoice;
  /**
   * As classes, of which there can be one column, or as numbers. `auto`, the default: classes where there is one column of text or of
   * at most 20 different whole numbers, and else numbers.
   */
  readonly as?: ContextKind;
}

/** Contexts of a file, and a word about them. */
export interface FileContexts {
  readonly contexts: PointContexts;
  readonly note: string;
}

/** Checks a choice as far as it can be without a file. @throws ArgumentError */
export function requireContextChoice(given: ContextChoice, missing: Missing | undefined): void {
  requireKeys('context', given, { columns: true, as: true });
  if (!Array.isArray(given.columns) || given.columns.length === 0)
    throw new ArgumentError('context.columns', given.columns, 'a list of names or indices (from 0), at least one');
  requireContextKind('context.as', given.as);
  if (missing === 'keep')
    throw new ArgumentError('missing', missing, "'refuse' or 'drop' beside contexts, of which none may be missing");
}

export function requireContextKind(argument: string, given: ContextKind | undefined): void {
  if (given !== undefined) requireOneOf(argument, given, ['auto', 'classes', 'values']);
}

/**
 * Numbers as contexts: classes or values as is wanted, or as they look.
 * @param place of the first of them, for messages
 * @throws FileError where they cannot be classes
 */
export function contextsOfNumbers(
  {
    format,
    place,
    names,
    as = 'auto',
  }: { format: string; place: string; names: readonly string[]; as?: ContextKind | undefined },
  values: Points,
): FileContexts {
  const [name] = names;
  if (as === 'classes') requireOneColumn(format, place, names);
  const guessed = as === 'auto' && lookLikeClasses(values);
  if (as === 'values' || (as === 'auto' && !guessed)) {
    const note = `condition: ${names.length === 1 ? 'the number' : 'the numbers'} ${listed(names)}`;
    return { contexts: { kind: 'values', names, values }, note };
  }
  const contexts = classesOfNumbers(name!, values.values);
  if (!contexts) throw tooManyClasses(format, place, name!);
  const doubt = guessed ? "; were they numbers, say --condition NAME:value, or as: 'values'" : '';
  return { contexts, note: `${classesInWords(contexts)}${doubt}` };
}

/** What to say of classes that were found. */
export function classesInWords({ name, labels }: { name: string; labels: readonly string[] }): string {
  return `condition: ${quoted(name)}, of ${labels.length} ${labels.length === 1 ? 'class' : 'classes'}: ${listed(labels)}`;
}

/** Classes have one column. @throws FileError */
export function requireOneColumn(format: string, place: string, names: readonly string[]): void {
  if (names.length === 1) return;
  throw new FileError(
    format,
    place,
    `classes are in one column, but ${listed(names)} are ${names.length}`,
    'Give one column of classes, or several of numbers',
  );
}

export function tooManyClasses(format: string, place: string, name: string): FileError {
  return new FileError(
    format,
    place,
    `${quoted(name)} has more than ${mostClasses} different entries, too many for classes`,
    "If they are numbers, say so: --condition NAME:value, or as: 'values'",
  );
}
