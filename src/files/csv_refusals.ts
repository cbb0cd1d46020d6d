import { quoted } from '../quoted.ts';
import { type DecimalMark, isMissing, looksNumeric, numberIn } from './csv_cells.ts';
import { type Columns, leavingOut } from './csv_columns.ts';
import { csvRows } from './csv_rows.ts';
import { isDate, type Spelling, spellingOf } from './csv_spellings.ts';
import { FileError } from './file_error.ts';

/** A table that is being read. */
export interface Table extends Columns {
  readonly text: string;
  readonly delimiter: string;
  readonly mark: DecimalMark;
  /** Whether the first row holds the names. */
  readonly namesRow: boolean;
}

/** Rows that are looked at to tell what a column holds. */
const mostRows = 10_000;

/** Values of a column of text that are named. */
const mostValues = 5;

/** What is wrong with a cell that is no finite number and does not stand for a missing value. */
export function badCell(
  table: Table,
  { cell, line, column }: { cell: string; line: number; column: number },
): FileError {
  const place = placeOf(table, line, column);
  const value = numberIn(cell, table.mark);
  if (!Number.isNaN(value))
    return new FileError('csv', place, `${quoted(cell)} is beyond the largest number, 1.8e308`, 'Scale the column');
  const values = textsOf(table, column);
  if (values && !(line === table.line && values.length === 1)) {
    const shown = values.slice(0, mostValues).map(quoted).join(', ');
    const out = leavingOut(table, column);
    return new FileError(
      'csv',
      place,
      `the column holds text: ${shown}${values.length > mostValues ? ', …' : ''}`,
      `Leave it out: --columns ${out}, or columns: [${quoted(out)}]`,
      out,
    );
  }
  const spelling = spellingOf(cell) ?? (isDate(cell) ? date : undefined);
  return new FileError(
    'csv',
    place,
    `${quoted(cell)} is no finite decimal number${spelling ? `, but ${spelling.what}` : ''}`,
    remedyFor(table, { cell, line, spelling }),
  );
}

const date: Spelling = { what: 'a date or a time', remedy: 'Save it as a number, or leave the column out' };

function remedyFor(
  { line: first, names, mark }: Table,
  { cell, line, spelling }: { cell: string; line: number; spelling: Spelling | undefined },
): string {
  if (line === first && !names)
    return `If this row holds names: --header yes, or header: true; else ${spelling ? lowered(spelling.remedy) : 'mend or remove it'}`;
  if (spelling) return spelling.remedy;
  if (mark === 'comma' && cell.includes('.')) return 'The decimal mark is a comma: write no points in numbers';
  return 'Choose the columns that hold numbers, or remove such rows';
}

function lowered(sentence: string): string {
  return sentence[0]!.toLowerCase() + sentence.slice(1);
}

/** Some different values of a column, where none of it is a number; undefined where one is. */
function textsOf({ text, delimiter, namesRow, mark }: Table, column: number): string[] | undefined {
  const values = new Set<string>();
  let row = 0;
  for (const { cells } of csvRows(text, delimiter)) {
    const cell = cells[column]?.trim() ?? '';
    if (row++ > mostRows) break;
    if ((row === 1 && namesRow) || isMissing(cell)) continue;
    if (!Number.isNaN(numberIn(cell, mark)) || looksNumeric(cell) || spellingOf(cell)) return undefined;
    if (values.size <= mostValues) values.add(cell);
  }
  return [...values];
}

/** Cells that stand for a missing value: the first of them, and how many rows have one. */
export interface Lacking {
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  rows: number;
  /** By column, how many. */
  readonly counts: Map<number, number>;
}

/** What is wrong with missing values that are not to be dropped, or leave no rows. */
export function missingValues(table: Table, { cell, line, column, rows, counts }: Lacking, of: number): FileError {
  const empty = [...counts].find(([, count]) => count === of && of > 1);
  if (empty) {
    const out = leavingOut(table, empty[0]);
    return new FileError(
      'csv',
      placeOf(table, line, empty[0]),
      `the column has no value in any of ${of} rows`,
      `Leave it out: --columns ${out}, or columns: [${quoted(out)}]`,
      out,
    );
  }
  const what = cell.trim() === '' ? 'the cell is empty' : `${quoted(cell)} stands for a missing value`;
  return new FileError(
    'csv',
    placeOf(table, line, column),
    `${what}: ${rows} of ${of} rows have such a cell`,
    "Fill them, or leave such rows out: --missing drop, or missing: 'drop'",
  );
}

/** Where a cell is, with the name of its column. */
export function placeOf({ names }: Columns, line: number, column: number): string {
  const name = names?.[column];
  return `line ${line}, column ${column + 1}${name ? ` (${quoted(name)})` : ''}`;
}
