import { quoted } from '../quoted.ts';
import { type DecimalMark, isMissing, numberIn } from './csv_cells.ts';
import { csvRows, separatorLine, TooManyCells } from './csv_rows.ts';
import { FileError } from './file_error.ts';

/** From the one least likely to be part of a cell to the one most likely. */
const delimiters = ['\t', ';', '|', ',', ' '];

/** Rows by which a delimiter is found. */
const rowsLookedAt = 10;

/** What a delimiter makes of the first rows. */
interface Split {
  readonly delimiter: string;
  readonly rows: readonly (readonly string[])[];
  /** Whether all of them were split, and none had too many cells. */
  readonly wellFormed: boolean;
}

/**
 * The delimiter that a first line `sep=;` says; else the one that gives the first rows of a file one and the same number of
 * cells, at least two; a comma when none does. A file whose rows differ in length has the delimiter that occurs in its first
 * row. A comma that is the decimal mark, as is said or as is seen below a name, delimits only where numbers stand in quotes.
 */
export function guessDelimiter(text: string, decimal: DecimalMark | 'auto' = 'auto'): string {
  const said = separatorLine(text);
  if (said) return said.delimiter;
  const splits = delimiters.map((delimiter) => split(text, delimiter));
  const byComma = splits.find(({ delimiter }) => delimiter === ',')!;
  const inColumn = isNamedColumn(byComma);
  const several = splits.filter(
    (one) => one.rows[0] && one.rows[0].length > 1 && (one !== byComma || decimal !== 'comma' || hasInnerCommas(one)),
  );
  const even = several.filter(({ rows }) => rows.every((row) => row.length === rows[0]!.length));
  const found = even.find((one) => one !== byComma || !isBetterByBlanks(even, byComma)) ?? several[0];
  if (found && !(found.delimiter === ' ' && (inColumn || isNameWithBlanks(found)))) return found.delimiter;
  // With a semicolon, which does not occur, each line is one cell.
  return (decimal === 'comma' || inColumn) && splits.find(({ delimiter }) => delimiter === ';')!.wellFormed ? ';' : ',';
}

/** The first rows by a delimiter; none where they are malformed by it. */
function split(text: string, delimiter: string): Split {
  const rows: (readonly string[])[] = [];
  try {
    for (const { cells } of csvRows(text, delimiter)) {
      if (rows.push(cells) === rowsLookedAt) break;
    }
    return { delimiter, rows, wellFormed: true };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    // The reader is to refuse such rows by this delimiter.
    return { delimiter, rows: error instanceof TooManyCells ? [...rows, ['', '']] : [], wellFormed: false };
  }
}

/** Whether a cell has a comma, for which it stands in quotes. */
function hasInnerCommas({ rows }: Split): boolean {
  return rows.some((row) => row.some((cell) => cell.includes(',')));
}

/** Whether one name stands above numbers that a comma splits in two. */
function isNamedColumn({ rows: [first, ...others] }: Split): boolean {
  const fit = others.every((row) => row.length === 1 || mayBeOneNumber(row));
  return first?.length === 1 && fit && others.some(mayBeOneNumber);
}

/** Whether blanks divide the first row alone, and it holds no numbers. */
function isNameWithBlanks({ rows: [first, ...others] }: Split): boolean {
  const isInColumn = others.length > 0 && others.every((row) => row.length === 1);
  return isInColumn && first!.every((cell) => Number.isNaN(numberIn(cell, 'point')));
}

/** Whether a row of two cells by the comma may be one number with a decimal comma. */
function mayBeOneNumber(cells: readonly string[]): boolean {
  return cells.length === 2 && /^\s*[-+]?\d+$/.test(cells[0]!) && /^\d+(e[-+]?\d+)?\s*$/i.test(cells[1]!);
}

/** Whether blanks divide the rows into numbers with decimal commas, and commas do not divide them into numbers. */
function isBetterByBlanks(even: readonly Split[], byComma: Split): boolean {
  const byBlanks = even.find(({ delimiter }) => delimiter === ' ');
  return byBlanks !== undefined && areNumbers(byBlanks, 'comma') && !areNumbers(byComma, 'point');
}

function areNumbers({ rows }: Split, mark: DecimalMark): boolean {
  return rows.every((row) => row.every((cell) => isMissing(cell) || !Number.isNaN(numberIn(cell, mark))));
}

/**
 * A word about two columns by a comma that was guessed, where each line may be one number with a decimal comma.
 * @throws FileError where some are written as whole numbers are not: -0, or 05.
 */
export function doubtsAboutCommas(text: string, delimiter: string, { width }: { readonly width: number }): string[] {
  if (delimiter !== ',' || width !== 2 || separatorLine(text)) return [];
  let odd: { readonly cells: readonly string[]; readonly line: number } | undefined;
  for (const { cells, line } of csvRows(text, delimiter)) {
    if (!mayBeOneNumber(cells)) return [];
    if (/^\s*-0+$/.test(cells[0]!) || /^0\d/.test(cells[1]!)) odd ??= { cells, line };
  }
  if (!odd)
    return [
      "two columns by the comma; if each line is one number with a decimal comma, say --decimal comma, or decimal: 'comma'",
    ];
  throw new FileError(
    'csv',
    `line ${odd.line}`,
    `${quoted(odd.cells.join(','))} may be one number with a decimal comma, or two numbers`,
    "Say which: --decimal comma or --delimiter comma, or decimal: 'comma' or delimiter: ','",
  );
}
