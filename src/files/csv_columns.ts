import { ArgumentError, requireInteger } from '../errors.ts';
import { listed, quoted } from '../quoted.ts';
import { FileError } from './file_error.ts';

/** Which columns are meant: by name or number from 0, ranges of them, and what is left out. */
export type ColumnChoice = readonly (string | number)[];

/** The columns of a table. */
export interface Columns {
  readonly width: number;
  readonly names: readonly string[] | undefined;
  /** Line of the first row. */
  readonly line: number;
}

/**
 * Indices of the columns that are chosen, in the order in which they are; all of them where there is no choice, or but those
 * left out. A text is the name of a column; else the number of one, a range of numbers `2-10`, a range of names or numbers
 * `x..z`, or one of these behind a minus, which is left out; a minus alone leaves
 * out the column without a name.
 * @param option what the choice is called
 * @throws FileError where the table has no such column, ArgumentError where the choice is none.
 */
export function columnsTaken(wanted: ColumnChoice | undefined, columns: Columns, option = 'columns'): number[] {
  const all = Array.from({ length: columns.width }, (_, column) => column);
  if (wanted === undefined) return all;
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw new ArgumentError(option, wanted, 'a list of names or indices (from 0), at least one');
  const taken: number[] = [];
  const left = new Set<number>();
  for (const [i, item] of (wanted as ColumnChoice).entries()) {
    const argument = `${option}[${i}]`;
    if (typeof item !== 'number' && typeof item !== 'string')
      throw new ArgumentError(argument, item, 'a name or an index');
    if (item === '-') left.add(unnamed(argument, columns));
    else if (typeof item === 'string' && item.startsWith('-') && !columns.names?.includes(item))
      for (const column of rangeOf(argument, item.slice(1), columns)) left.add(column);
    // Not as arguments of one call: there may be too many.
    else for (const column of rangeOf(argument, item, columns)) taken.push(column);
  }
  const chosen = (taken.length > 0 ? taken : all).filter((column) => !left.has(column));
  if (chosen.length === 0) throw new ArgumentError(option, wanted, 'a choice that leaves a column');
  const seen = new Set<number>();
  const twice = chosen.find((column) => seen.size === seen.add(column).size);
  if (twice !== undefined)
    throw new ArgumentError(option, wanted, `each column once, but column ${twice} is among them twice`);
  return chosen;
}

/** The column above which no name stands. */
function unnamed(argument: string, { names }: Columns): number {
  const found = names?.indexOf('') ?? -1;
  if (found >= 0) return found;
  throw new ArgumentError(argument, '-', 'left out where every column has a name');
}

/** Whether a choice names what is left out alone. */
export function onlyLeavesOut(wanted: ColumnChoice | undefined, { names }: Columns): boolean {
  return (wanted ?? []).every((item) => typeof item === 'string' && item.startsWith('-') && !names?.includes(item));
}

/** The columns that an item stands for. */
function rangeOf(argument: string, item: string | number, columns: Columns): number[] {
  const isName = typeof item === 'number' || columns.names?.includes(item);
  const ends = isName ? null : (/^(\d+)-(\d+)$/.exec(item) ?? /^(.+)\.\.(.+)$/.exec(item));
  if (!ends) return [columnOf(argument, item, columns)];
  const [from, to] = ends.slice(1).map((end) => columnOf(argument, end, columns)) as [number, number];
  if (from > to) throw new ArgumentError(argument, item, 'a range of columns from left to right');
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** One column, by its name or by its number. */
function columnOf(argument: string, item: string | number, { width, names, line }: Columns): number {
  if (typeof item === 'number') {
    requireInteger(argument, item, 0, width - 1);
    return item;
  }
  const found = names?.indexOf(item) ?? -1;
  if (found >= 0 && names!.lastIndexOf(item) === found) return found;
  if (found < 0 && /^\d+$/.test(item)) return columnOf(argument, Number(item), { width, names, line });
  throw new FileError(
    'csv',
    `line ${line}`,
    `it has ${found >= 0 ? 'several columns' : 'no column'} named ${quoted(item)}`,
    names
      ? `Its columns are ${listed(names)}`
      : 'Its first row is a point, so choose columns by number from 0; if it holds names: --header yes, or header: true',
  );
}

/** What leaves out a column, as `columnsTaken` reads it: by its name where that is plain and short, or by its number. */
export function leavingOut({ names }: Pick<Columns, 'names'>, column: number): string {
  const name = names?.[column];
  const isPlain = name !== undefined && /^[\w.]{0,40}$/.test(name) && names!.indexOf(name) === names!.lastIndexOf(name);
  return `-${isPlain ? name : column}`;
}

/** The columns taken, for people. */
export function columnsInWords(taken: readonly number[], { width, names }: Columns): string {
  const range = taken.every((column, i) => column === taken[0]! + i);
  const numbers =
    range && taken.length > 1 ? `${taken[0]} to ${taken.at(-1)}` : listed(taken.map(String)).replaceAll('"', '');
  const which = names ? listed(taken.map((column) => names[column]!)) : numbers;
  const many = taken.length === 1 ? 'column' : 'columns';
  return `${many}: ${which}${taken.length < width ? ` (${taken.length} of ${width})` : ''}${names ? '' : ', by number, for the file has no names'}`;
}
