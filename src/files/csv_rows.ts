import { endOfSpreadsheetError } from './csv_cells.ts';
import { FileError } from './file_error.ts';

/** Most cells of a row: columns of a wide table from which some are chosen. */
const mostCells = 2 ** 20;

/** Most characters of a quoted cell, which may hold a text of many lines. */
const longestCell = 2 ** 20;

/** One record of a CSV file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/**
 * The records of a CSV file (RFC 4180), one at a time, each character looked at once: quoted cells may hold delimiters,
 * doubled quotes and line ends; lines end in \n, \r\n or \r. Empty lines are left out, and so are comments: lines that begin
 * with #, if not with an error of a spreadsheet such as #N/A. When the delimiter is a space, several count as one, and those at
 * either end of a line as none. A first line `sep=;`, which says the delimiter to Excel, is left out.
 *
 * Not by Papa Parse, whose time grows with the square of the length of a malformed quoted cell, and which does not say
 * on which line a record is.
 * @param onComment is given each comment, with its #
 * @throws FileError when a quoted cell is not closed or very long, something follows its closing quote, or a row has more than
 * a million cells.
 */
export function* csvRows(
  text: string,
  delimiter: string,
  onComment?: (comment: string) => void,
): Generator<CsvRow, void, undefined> {
  // Spreadsheets begin their files with a byte order mark.
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  const said = separatorLine(text);
  if (said) {
    at = said.end;
    line++;
  }
  const skipSpaces = (): void => {
    if (delimiter === ' ') while (text[at] === ' ') at++;
  };
  const atEndOfLine = (): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r';

  while (at < text.length) {
    const first = line;
    if (isComment(text, at, delimiter)) {
      const start = at;
      while (!atEndOfLine()) at++;
      onComment?.(text.slice(start, at));
    }
    skipSpaces();
    const empty = atEndOfLine();
    const cells: string[] = [];
    while (!empty) {
      if (text[at] === '"') {
        const cell = quotedCell(text, at, first);
        at = cell.end;
        line += cell.value.match(/\r\n|\n|\r/g)?.length ?? 0;
        cells.push(cell.value);
        skipSpaces();
        if (!atEndOfLine() && text[at] !== delimiter && text[at - 1] !== delimiter)
          throw new FileError('csv', `line ${line}, column ${cells.length}`, 'something follows the closing quote');
      } else {
        const start = at;
        at = endOfCell(text, at, delimiter.charCodeAt(0));
        cells.push(text.slice(start, at));
        skipSpaces();
      }
      if (cells.length > mostCells) throw new TooManyCells(first);
      if (delimiter === ' ') {
        if (atEndOfLine()) break;
      } else if (text[at] === delimiter) at++;
      else break;
    }
    if (!empty) yield { cells, line: first };
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line++;
  }
}

/** The delimiter that a first line `sep=;` says, and where the next line begins. */
export function separatorLine(text: string): { delimiter: string; end: number } | undefined {
  const [line, delimiter] = /^\ufeff?"?sep=([^"#\r\n])"?(?:\r\n|\n|\r)/i.exec(text) ?? [];
  return line && delimiter ? { delimiter, end: line.length } : undefined;
}

/** A row of more cells than any table has. */
export class TooManyCells extends FileError {
  constructor(line: number) {
    super(
      'csv',
      `line ${line}`,
      `it has more than ${mostCells} cells`,
      'Save one point a row, with a line end behind it',
    );
  }
}

/** Whether a line begins with #, and not with a cell that holds an error of a spreadsheet. */
function isComment(text: string, at: number, delimiter: string): boolean {
  if (text[at] !== '#') return false;
  let end = endOfSpreadsheetError(text, at);
  if (end === at) return true;
  if (text[end] === delimiter) return false;
  while (text[end] === ' ') end++;
  return end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r';
}

/** Where the delimiter or the end of the line is, or the text ends. Most of the time of a file is spent here. */
function endOfCell(text: string, start: number, delimiter: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === delimiter || code === 10 || code === 13) break;
  }
  return at;
}

/** The cell whose opening quote is at `start`, its doubled quotes made one, and where its closing quote ends. */
function quotedCell(text: string, start: number, line: number): { value: string; end: number } {
  let doubled = false;
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new FileError('csv', `line ${line}`, 'a quoted cell that begins here is never closed');
    if (quote - start > longestCell)
      throw new FileError(
        'csv',
        `line ${line}`,
        `a quoted cell that begins here has more than ${longestCell} characters`,
        'Close it where it ends, or leave the text out',
      );
    if (text[quote + 1] !== '"') {
      const value = text.slice(start + 1, quote);
      return { value: doubled ? value.replaceAll('""', '"') : value, end: quote + 1 };
    }
    doubled = true;
    from = quote + 2;
  }
}
