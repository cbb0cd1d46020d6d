import { listed, quoted } from '../quoted.ts';
import { isMissing, looksNumeric } from './csv_cells.ts';
import { type CsvRow, csvRows } from './csv_rows.ts';
import { isDate, spellingOf } from './csv_spellings.ts';
import { FileError } from './file_error.ts';

/** What the first row of a table turns out to be. */
export interface FirstRow {
  /** The names of the columns, which may be empty; undefined where the row is a point. */
  readonly names?: readonly string[];
  /** A word about names that look like numbers. */
  readonly note?: string;
}

/**
 * Whether the first row holds names. It does where no cell is a number, however it is spelled, or stands for a missing value; or
 * where its numbers are 0, 1, 2, …, as pandas names columns, at least two of them, or behind an empty first cell, which stands above an
 * index, or beside names such as `id`.
 * @param header what the caller says, if not `auto`
 */
export function firstRowOf(given: readonly string[], header: boolean | 'auto'): FirstRow {
  const cells = given.map((cell) => cell.trim());
  if (header !== 'auto') return header ? { names: cells } : {};
  const numbers = cells.filter(isNumber);
  const others = cells.filter((cell) => !isNumber(cell));
  const words = others.filter((cell) => cell !== '');
  if (words.some(isMissing)) return {};
  if (numbers.length === 0) return words.length > 0 ? { names: cells } : {};
  // Behind a word, such as the name of a label, they may begin with 1.
  const start = words.length > 0 && numbers[0] === '1' ? 1 : 0;
  const counted = numbers.every((cell, i) => cell === String(start + i));
  const overIndex = cells[0] === '';
  const empty = others.length - words.length;
  if (!counted || empty > (overIndex ? 1 : 0) || (numbers.length < 2 && !overIndex && !isNamed(words))) return {};
  const range = numbers.length > 2 ? `${numbers[0]}, ${numbers[1]}, … ${numbers.at(-1)}` : numbers.join(', ');
  return {
    names: cells,
    note: `names: the first row, ${range}; were it a point, say --header no, or header: false`,
  };
}

/**
 * The names that a comment above the first point holds, as NumPy writes them; of several the last that has a cell for each
 * column, none of them a number. In `#,x,y` the first column has no name.
 */
export function namesInComments(
  comments: readonly string[],
  delimiter: string,
  width: number,
): readonly string[] | undefined {
  for (const comment of comments.toReversed()) {
    const rest = comment.slice(1);
    for (const line of [rest.replace(/^ +/, ''), rest.trimStart()]) {
      const cells = cellsOf(line, delimiter);
      if (cells.length !== width || cells.every((cell) => cell === '')) continue;
      if (!cells.some((cell) => isNumber(cell) || (cell !== '' && isMissing(cell)))) return cells;
    }
  }
  return undefined;
}

/** Refuses a first row of dates alone, which may be names or values. @throws FileError */
export function requireNoDates({ cells, line }: CsvRow): void {
  if (!cells.every(isDate)) return;
  throw new FileError(
    'csv',
    `line ${line}`,
    `dates, such as ${quoted(cells[0]!.trim())}, may be the names of the columns or values, which are not read`,
    'Say which: --header yes or no, or header: true or false',
  );
}

/** Whether there are words, all of which begin as names do: `2x` may be a number with an error in it. */
function isNamed(words: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => /^[\p{L}_]/u.test(word));
}

/** Whether a cell is, or is meant to be, a number. */
function isNumber(cell: string): boolean {
  return looksNumeric(cell) || spellingOf(cell) !== undefined;
}

/** The cells of a line without the blanks around them; none where it is malformed. */
function cellsOf(line: string, delimiter: string): string[] {
  try {
    return (
      csvRows(line, delimiter)
        .next()
        .value?.cells.map((cell) => cell.trim()) ?? []
    );
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/**
 * Looks back at a first row that was taken for a point. Whole numbers above columns that have no other may be names, such as
 * years; a word about it.
 * @throws FileError where they also lie far from all others in every column, so that a point that is none would spoil the data.
 */
export function doubtsAbout(values: Float64Array, width: number): string[] {
  const first = values.subarray(0, width);
  const others = values.subarray(width);
  if (others.length < 2 * width || !first.every(Number.isInteger) || others.some(Number.isInteger)) return [];
  const row = listed(Array.from(first, String)).replaceAll('"', '');
  if (first.every((value, column) => isFar(value, others, column, width)))
    throw new FileError(
      'csv',
      'first row',
      `${row} may be the names of the columns or a point far from all others`,
      'Say which: --header yes or no, or header: true or false',
    );
  return [`the first row, ${row}, is taken for a point; if it holds names, say --header yes, or header: true`];
}

/** Whether a value is farther from those of a column than they are from each other. */
function isFar(value: number, others: Float64Array, column: number, width: number): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = column; at < others.length; at += width) {
    least = Math.min(least, others[at]!);
    most = Math.max(most, others[at]!);
  }
  return value < least - (most - least) || value > most + (most - least);
}
