import { ArgumentError, requireInteger } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';
import { quoted } from '../quoted.ts';
import { csvRows, guessDelimiter } from './csv_rows.ts';
import { FileError } from './file_error.ts';

export interface CsvOptions {
  /** The columns to take, in this order, by name or by index from 0; all of them unless given. */
  readonly columns?: readonly (string | number)[];
  /** Whether the first row holds names. `auto`, the default: it does when no cell of it is a number. */
  readonly header?: boolean | 'auto';
  /** One character; found from the first rows unless given: tab, semicolon, bar, comma or spaces. */
  readonly delimiter?: string;
}

export interface CsvTable {
  /** [rows, columns taken] */
  readonly points: Points;
  /** Names of the columns taken; their indices where the file has no names. */
  readonly columns: readonly string[];
}

/**
 * Reads points from comma-separated values (RFC 4180), one a row. Numbers are decimal with a point; empty lines and lines that
 * begin with # are left out; columns that are not taken may hold anything.
 * @throws FileError with line and column when a cell is not a finite number, a row is shorter or longer than the first, a
 * column is missing, or there are no rows.
 */
export function readCsv(text: string, options: CsvOptions = {}): CsvTable {
  if (typeof text !== 'string')
    throw new ArgumentError('text', text, 'a string', 'For bytes: new TextDecoder().decode(bytes).');
  const { header = 'auto', delimiter = guessDelimiter(text) } = options;
  if (typeof header !== 'boolean' && header !== 'auto')
    throw new ArgumentError('header', header, "true, false or 'auto'");
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n#]/.test(delimiter))
    throw new ArgumentError('delimiter', delimiter, 'one character, and no quote, # or line end');

  let taken: number[] | undefined;
  let names: readonly string[] = [];
  let width = 0;
  let count = 0;
  let values = new Float32Array(1024);
  for (const { cells, line } of csvRows(text, delimiter)) {
    if (!taken) {
      width = cells.length;
      const named = header === 'auto' ? !cells.some((cell) => isDecimal(cell)) : header;
      const given = named ? cells.map((cell) => cell.trim()) : undefined;
      taken = columnsTaken(options.columns, width, given, line);
      names = taken.map((column) => given?.[column] ?? String(column));
      if (named) continue;
    }
    if (cells.length !== width) {
      throw new FileError(
        'csv',
        `line ${line}`,
        `it has ${cells.length} cells, but the first row has ${width}`,
        `The delimiter is ${JSON.stringify(delimiter)}: give another, or mend the line`,
      );
    }
    if (count + taken.length > values.length) values = grown(values, count + taken.length);
    for (let i = 0; i < taken.length; i++) {
      const column = taken[i]!;
      values[count++] = numberIn(cells[column]!, line, column, names[i]!);
    }
  }
  if (!taken || count === 0) throw new FileError('csv', '', 'it holds no rows of numbers');
  return { points: { values: values.slice(0, count), shape: [count / taken.length, taken.length] }, columns: names };
}

/** Indices of the wanted columns. */
function columnsTaken(
  wanted: CsvOptions['columns'],
  width: number,
  names: readonly string[] | undefined,
  line: number,
): number[] {
  if (wanted === undefined) return Array.from({ length: width }, (_, column) => column);
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw new ArgumentError('columns', wanted, 'a list of names or indices (from 0), at least one');
  return wanted.map((column: string | number, i) => {
    if (typeof column === 'number') {
      requireInteger(`columns[${i}]`, column, 0, width - 1);
      return column;
    }
    const found = names?.indexOf(column) ?? -1;
    if (found >= 0 && names!.lastIndexOf(column) === found) return found;
    const which = found >= 0 ? 'several columns' : 'no column';
    const known = names
      ? `Its columns are ${listed(names)}`
      : 'Its first row holds numbers, so choose columns by index';
    throw new FileError('csv', `line ${line}`, `it has ${which} named ${quoted(column)}`, known);
  });
}

/** Decimal digits with a point and an exponent, and nothing else that JavaScript takes for a number. */
function isDecimal(cell: string): boolean {
  return /^\s*[-+\d.][\d.eE+-]*\s*$/.test(cell) && !Number.isNaN(Number(cell));
}

/** The number in a cell, rounded to float32. */
function numberIn(cell: string, line: number, column: number, name: string): number {
  const value = isDecimal(cell) ? Math.fround(Number(cell)) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const place = `line ${line}, column ${column + 1}${name === String(column) ? '' : ` (${quoted(name)})`}`;
  if (cell.trim() === '') throw new FileError('csv', place, 'the cell is empty', 'Fill it, or leave such rows out');
  const remedy = /^\s*[-+]?\d+,\d+/.test(cell)
    ? 'Write decimal numbers with a point, not with a comma'
    : 'Choose the columns that hold numbers, or remove such rows';
  throw new FileError('csv', place, `${quoted(cell)} is no finite decimal number`, remedy);
}

function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(quoted).join(', ') + (names.length > 10 ? `, … ${names.length} in all` : '');
}

function grown(values: Float32Array<ArrayBuffer>, least: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.max(2 * values.length, least));
  larger.set(values);
  return larger;
}

/** The line of column names that begins a CSV file. */
export function csvHeader(names: readonly string[]): string {
  const cells = names.map((name) => (/[",\r\n#]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${cells.join(',')}\n`;
}

/** The lines of a chunk of rows. Each number is the shortest decimal that float32 reads back as the same. */
export function csvLines({ values, shape: [count, dimension] }: Points): string {
  const lines: string[] = [];
  for (let row = 0; row < count; row++) {
    const cells = Array.from(values.subarray(row * dimension, (row + 1) * dimension), shortest);
    lines.push(`${cells.join(',')}\n`);
  }
  return lines.join('');
}

/**
 * A whole CSV file of points, [count, dimension], beginning with the names where they are given.
 * @throws ArgumentError when the points are misshapen or the names are not one for each column.
 */
export function writeCsv(points: Points, names?: readonly string[]): string {
  requirePoints('points', points);
  if (names && names.length !== points.shape[1])
    throw new ArgumentError('names', names, `${points.shape[1]} names, one for each column`);
  return (names ? csvHeader(names) : '') + csvLines(points);
}

/** Nine digits tell all float32 apart, seven or eight often do. */
function shortest(value: number): string {
  let short = 0;
  for (let digits = 7; digits <= 9; digits++) {
    short = rounded(value, digits);
    if (Math.fround(short) === value) break;
  }
  return String(short);
}

const powers = Array.from({ length: 20 }, (_, exponent) => 10 ** exponent);

/**
 * The double nearest to the decimal of so many digits. For ordinary numbers by arithmetic, in half the time that
 * `toPrecision` takes: the powers of ten are exact, so that the quotient is rounded once; and no float32 is so near to a
 * power of ten that its logarithm would be rounded to an integer.
 */
function rounded(value: number, digits: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < 1e-10 || magnitude >= 1e6) return Number(value.toPrecision(digits));
  const power = powers[digits - 1 - Math.floor(Math.log10(magnitude))]!;
  return Math.round(value * power) / power;
}
