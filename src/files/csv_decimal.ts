import { quoted } from '../quoted.ts';
import { type DecimalMark, hasThousands, numberIn } from './csv_cells.ts';
import { csvRows } from './csv_rows.ts';
import { FileError } from './file_error.ts';

/** A cell, and where it is. */
interface Found {
  readonly cell: string;
  readonly place: string;
}

/**
 * The decimal mark of the numbers in some columns: a comma where that is the only way to read them, else a point.
 * @param begin rows before the first of points
 * @throws FileError where commas may be decimal or between thousands, or there are both commas and points.
 */
export function decimalMarkOf(text: string, delimiter: string, columns: readonly number[], begin: number): DecimalMark {
  // Most files have no such number: that is soon found out.
  if (!(delimiter === ',' ? /"\s*[-+]?\d*,\d/ : /\d,|,\d/).test(text)) return 'point';
  let comma: Found | undefined;
  let either: Found | undefined;
  let point: Found | undefined;
  let row = 0;
  for (const { cells, line } of csvRows(text, delimiter)) {
    if (row++ < begin) continue;
    for (const column of columns) {
      const cell = cells[column] ?? '';
      const found = { cell, place: `line ${line}, column ${column + 1}` };
      if (hasThousands(cell)) either ??= found;
      else if (cell.includes(',') && !Number.isNaN(numberIn(cell, 'comma'))) comma ??= found;
      else if (cell.includes('.') && !Number.isNaN(numberIn(cell, 'point'))) point ??= found;
    }
    if (comma && point) break;
  }
  if (comma && !point) return 'comma';
  const thousands = either && (either.cell.includes('.') || point || /,.*,/.test(either.cell));
  if (thousands)
    throw new FileError(
      'csv',
      either!.place,
      `${quoted(either!.cell)} has commas between its thousands`,
      'Save the numbers without them',
    );
  if (comma)
    throw new FileError(
      'csv',
      comma.place,
      `${quoted(comma.cell)} has a decimal comma, but ${quoted(point!.cell)} a decimal point`,
      'Save all numbers with the same mark',
    );
  if (either)
    throw new FileError(
      'csv',
      either.place,
      `${quoted(either.cell)} has a comma that may stand between thousands or before decimals`,
      "If it is decimal, say so: --decimal comma, or decimal: 'comma'; else save the numbers without it",
    );
  return 'point';
}
