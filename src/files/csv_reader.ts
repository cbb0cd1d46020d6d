import type { PointContexts } from '../contexts/point_contexts.ts';
import { ArgumentError, requireOneOf } from '../errors.ts';
import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';
import { type Keys, requireKeys } from '../require_options.ts';
import { type Missing, missings, pointsFrom } from './array_points.ts';
import { type ContextChoice, requireContextChoice } from './context_choice.ts';
import { type DecimalMark, isMissing, numberIn } from './csv_cells.ts';
import {
  type ColumnChoice,
  type Columns,
  columnsInWords,
  columnsTaken,
  leavingOut,
  onlyLeavesOut,
} from './csv_columns.ts';
import { type CsvContextReader, createCsvContextReader } from './csv_context.ts';
import { decimalMarkOf } from './csv_decimal.ts';
import { doubtsAboutCommas, guessDelimiter } from './csv_delimiter.ts';
import { areRowNames, isIndexName, withoutFirst } from './csv_index.ts';
import { doubtsAbout, type FirstRow, firstRowOf, namesInComments, requireNoDates } from './csv_names.ts';
import { badCell, type Lacking, missingValues, type Table } from './csv_refusals.ts';
import { type CsvRow, csvRows } from './csv_rows.ts';
import { requireDimension } from './dimension.ts';
import { FileError } from './file_error.ts';
import { requireNoPointer } from './lfs_pointer.ts';
import { type LimitOption, limitOf, tooMuch } from './limit.ts';
import { createRowCounter } from './row_counter.ts';

export interface CsvOptions extends LimitOption {
  /**
   * The columns to take, in this order, each by name or by index from 0. A text may also be a range, `2-10` of indices or `x..z`
   * of names, or begin with a minus: then that is left out, of all columns if nothing else is given. All columns unless given,
   * but for an index: a first column without a name that holds whole numbers, each of them once.
   */
  readonly columns?: ColumnChoice;
  /**
   * Whether the first row, or a line with # above it, holds names. `auto`, the default: it does when no cell of it is a number or
   * stands for a missing value, or its numbers are 0, 1, 2, ….
   */
  readonly header?: boolean | 'auto';
  /**
   * One character; found from the first rows unless given: tab, semicolon, bar, comma or spaces. Where the decimal mark is said to be a
   * comma, it is the delimiter only if numbers stand in quotes.
   */
  readonly delimiter?: string;
  /** The decimal mark. `auto`, the default: a comma where the numbers can be read in no other way, else a point. */
  readonly decimal?: DecimalMark | 'auto';
  /**
   * What to do about rows with an empty cell, NA, NaN, NULL and the like: `refuse` the file, which is the default, `drop` them, or
   * `keep` them with NaN in such places.
   */
  readonly missing?: Missing;
  /** Columns that points are conditioned on; none unless given. */
  readonly context?: ContextChoice;
}

const csvKeys: Keys<CsvOptions> = {
  ...{ columns: true, header: true, delimiter: true, decimal: true, missing: true, limit: true },
  context: true,
};

export interface CsvTable {
  /** [rows, columns taken] */
  readonly points: Points;
  /** Names of the columns taken; their indices where the file has no names. */
  readonly columns: readonly string[];
  /** For each point what it is conditioned on, where that was asked for. */
  readonly contexts?: PointContexts;
  /** What a user should know: which columns were taken, what was left out, what was guessed. */
  readonly notes: readonly string[];
}

/** Comments above the first row that may hold names: the last of them. */
const mostAbove = 20;

/**
 * Reads points from comma-separated values (RFC 4180), one a row. Empty lines are left out, and lines that begin with # too: but
 * one above the first point that fits its columns holds their names. Columns that are not taken may hold anything.
 * @throws FileError with line and column when a cell is not a finite number, a row is shorter or longer than the first, a
 * column is missing, there are no rows, or the numbers go beyond the limit.
 */
export function readCsv(text: string, options: CsvOptions = {}): CsvTable {
  const { table: _, taken: __, ...read } = readTable(text, options);
  return read;
}

/** A table as it was read, with what it takes to go through its cells once more. */
export interface ReadTable extends CsvTable {
  readonly table: Table;
  /** Indices of the columns taken. */
  readonly taken: readonly number[];
}

/** As `readCsv`. @param choose the columns to take, of those that the table has; `columns` of the options unless given */
export function readTable(
  text: string,
  options: CsvOptions = {},
  choose?: (columns: Columns) => readonly number[],
): ReadTable {
  if (typeof text !== 'string')
    throw new ArgumentError(
      'text',
      text,
      'a string',
      'For bytes: new TextDecoder().decode(bytes), or readPoints(bytes).',
    );
  requireKeys('', options, csvKeys);
  const { header = 'auto', decimal = 'auto', missing = 'refuse' } = options;
  requireOneOf('decimal', decimal, ['point', 'comma', 'auto']);
  const { delimiter = guessDelimiter(text, decimal) } = options;
  if (typeof header !== 'boolean' && header !== 'auto')
    throw new ArgumentError('header', header, "true, false or 'auto'");
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n#]/.test(delimiter))
    throw new ArgumentError('delimiter', delimiter, 'one character, and no quote, # or line end');
  requireOneOf('missing', missing, missings);
  if (options.context) requireContextChoice(options.context, missing);
  const limit = limitOf(options);
  requireNoPointer('csv', new TextEncoder().encode(text.slice(0, 100)));

  const above: string[] = [];
  const first = csvRows(text, delimiter, (comment) => {
    if (above.push(comment) > mostAbove) above.shift();
  }).next().value;
  if (!first) throw noRows();
  const { namesRow, names, note } = namesOf(first, { above, delimiter, header });
  const columns = { width: first.cells.length, names, line: first.line };
  const given = options.context && columnsTaken(options.context.columns, columns, 'context.columns');
  const taken = coordinatesAmong(choose ? choose(columns) : columnsTaken(options.columns, columns), given, options);
  const index =
    !choose && taken.length > 1 && taken[0] === 0 && isIndexName(names?.[0]) && onlyLeavesOut(options.columns, columns);
  requireDimension(
    'csv',
    `line ${first.line}`,
    taken.length - (index ? 1 : 0),
    'Save one point a row, or choose fewer columns: --columns, or columns',
  );
  // A class may be any text.
  const marked = given && options.context?.as !== 'classes' ? [...taken, ...given] : taken;
  const mark = decimal === 'auto' ? decimalMarkOf(text, delimiter, marked, namesRow ? 1 : 0) : decimal;
  // Who chooses columns knows that there are several.
  const guessed =
    options.delimiter === undefined && options.columns === undefined && !choose && decimal === 'auto' && !names;
  const commas = guessed ? doubtsAboutCommas(text, delimiter, columns) : [];
  const table = { ...columns, namesRow, text, delimiter, mark };
  const context = given && createCsvContextReader(table, given, options.context!);
  const rows = rowsOf(table, taken, { missing, limit, context });
  const read = context?.contexts();

  const leftOut = index && (rows.countsRows || areRowNames(rows.values, taken.length));
  const kept = leftOut ? taken.slice(1) : taken;
  const values = leftOut ? withoutFirst(rows.values, taken.length) : rows.values;
  const notes = [
    columnsInWords(kept, columns),
    ...(read ? [read.note] : []),
    ...(leftOut ? ['left out: the first column, which has no name and numbers the rows'] : []),
    ...(note ? [note] : []),
    ...(index && !leftOut ? ['the first column has no name; if it names the rows, leave it out: --columns -'] : []),
    // One or two rows may do so by chance.
    ...(!index && rows.countsRows && rows.of > 2 && taken.length > 1
      ? [
          `column ${quoted(names?.[0] || '0')} numbers the rows; if it is no coordinate, leave it out: --columns ${leavingOut(columns, 0)}`,
        ]
      : []),
    ...(mark === 'comma' ? ['decimal mark: comma'] : []),
    ...(rows.dropped > 0 ? [`left out: ${rows.dropped} of ${rows.of} rows, with missing values`] : []),
    ...commas,
    ...(rows.comments > 0
      ? [`left out: ${rows.comments === 1 ? '1 line that begins' : `${rows.comments} lines that begin`} with #`]
      : []),
    ...(names || header === false ? [] : doubtsAbout(values, kept.length)),
  ];
  return {
    points: pointsFrom(values, kept.length),
    columns: kept.map((column) => names?.[column] ?? String(column)),
    ...(read && { contexts: read.contexts }),
    ...{ notes, table, taken: kept },
  };
}

/** The columns taken but for those of the context. @throws ArgumentError where none is left */
function coordinatesAmong(
  taken: readonly number[],
  given: readonly number[] | undefined,
  { context }: CsvOptions,
): readonly number[] {
  const left = taken.filter((column) => !given?.includes(column));
  if (left.length > 0) return left;
  throw new ArgumentError('context.columns', context!.columns, 'a choice that leaves a column for the points');
}

/** The names of the columns, if there are any, and whether they are the first row, or a comment above it. */
function namesOf(
  first: CsvRow,
  how: { above: readonly string[]; delimiter: string; header: boolean | 'auto' },
): FirstRow & { readonly namesRow: boolean } {
  const found = firstRowOf(first.cells, how.header === true ? 'auto' : how.header);
  const inComment =
    (found.names && !found.note) || how.header === false
      ? undefined
      : namesInComments(how.above, how.delimiter, first.cells.length);
  if (how.header === 'auto') requireNoDates(first);
  if (inComment) return { names: inComment, namesRow: false };
  const row = firstRowOf(first.cells, how.header);
  return { ...row, namesRow: row.names !== undefined };
}

interface Rows {
  /** Row-major, of the columns taken. */
  readonly values: Float64Array;
  /** Rows left out, of how many. */
  readonly dropped: number;
  readonly of: number;
  /** Lines between and behind them that begin with #. */
  readonly comments: number;
  /** Whether the first of the columns taken numbers all rows, from 0 or 1. */
  readonly countsRows: boolean;
}

/** The numbers in the columns taken. */
function rowsOf(
  table: Table,
  taken: readonly number[],
  how: { missing: Missing; limit: number; context: CsvContextReader | undefined },
): Rows {
  const { missing, limit, context } = how;
  const { width, namesRow, delimiter, mark } = table;
  let values = new Float64Array(1024);
  let length = 0;
  const bytesOfRow = Float64Array.BYTES_PER_ELEMENT * (taken.length + (context?.width ?? 0));
  let lacking: Lacking | undefined;
  const counter = createRowCounter();
  let row = 0;
  let comments = 0;
  let whole = true;
  const lack = (cells: readonly string[], line: number, column: number): void => {
    const cell = cells[column]!;
    if (whole) lacking = { ...(lacking ?? { cell, line, column, counts: new Map() }), rows: (lacking?.rows ?? 0) + 1 };
    lacking!.counts.set(column, (lacking!.counts.get(column) ?? 0) + 1);
    whole = false;
  };
  const countComment = (): void => {
    if (row > 0) comments++;
  };
  for (const { cells, line } of csvRows(table.text, delimiter, countComment)) {
    if (row++ === 0 && namesRow) continue;
    if (cells.length !== width) {
      throw new FileError(
        'csv',
        `line ${line}`,
        `it has ${cells.length} cells, but the first row has ${width}`,
        `The delimiter is ${quoted(delimiter)}: give another, or mend the line`,
      );
    }
    if ((length / taken.length + 1) * bytesOfRow > limit) tooMuch('csv', `line ${line}`, 'its numbers take', limit);
    if (length + taken.length > values.length) values = grown(values, length + taken.length);
    whole = true;
    for (let i = 0; i < taken.length; i++) {
      const column = taken[i]!;
      const cell = cells[column]!;
      const value = numberIn(cell, mark);
      values[length + i] = value;
      if (Number.isFinite(value)) continue;
      if (!isMissing(cell)) throw badCell(table, { cell, line, column });
      lack(cells, line, column);
    }
    for (const column of context?.take(cells, line) ?? []) lack(cells, line, column);
    counter.take(values[length]!);
    if (!whole && missing !== 'keep') continue;
    length += taken.length;
    context?.keep();
  }
  const of = namesRow ? row - 1 : row;
  if (lacking && (missing === 'refuse' || length === 0)) throw missingValues(table, lacking, of);
  if (length === 0) throw noRows();
  return {
    values: values.slice(0, length),
    dropped: missing === 'keep' ? 0 : (lacking?.rows ?? 0),
    of,
    comments,
    countsRows: counter.countsRows(),
  };
}

function grown(values: Float64Array<ArrayBuffer>, least: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(2 * values.length, least));
  larger.set(values);
  return larger;
}

function noRows(): FileError {
  return new FileError('csv', '', 'it holds no rows of numbers');
}
