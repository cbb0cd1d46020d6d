import type { DecimalMark } from '../../files/csv_cells.ts';
import type { Table } from '../../files/csv_refusals.ts';
import { csvRows } from '../../files/csv_rows.ts';
import { npyHeader, npyRows } from '../../files/index.ts';
import { numberCell } from '../../files/write_csv.ts';
import type { Points } from '../../points.ts';
import type { Incomplete } from './incomplete.ts';

/** The column of a table that says which draw a row is of. */
export const drawColumn = 'draw';

/** What is written. */
export interface Imputed {
  readonly incomplete: Incomplete;
  readonly draws: number;
  /** The rows with gaps of a draw, filled, in chunks. */
  readonly samplesOf: (draw: number) => AsyncIterable<Points>;
  /** Of the numbers that are drawn. */
  readonly kind: 'float32' | 'float64';
  /** What a model calls its coordinates. */
  readonly names: readonly string[] | undefined;
}

/** Characters of text that are written at one go, or numbers. */
const writtenCharacters = 2 ** 16;
const writtenRows = 2 ** 12;

/** The table with its gaps filled, draw after draw: what the file holds is copied cell by cell. */
export async function* csvContent(table: Table, imputed: Imputed): AsyncGenerator<string> {
  const { incomplete, draws, samplesOf, kind, names } = imputed;
  const { points, columns } = incomplete;
  const [, dimension] = points.shape;
  const cellOf = cellsBy(table.delimiter);
  const line = (cells: readonly string[]): string => `${cells.map(cellOf).join(table.delimiter)}\n`;
  // Of a single draw the table is as it was.
  const before = (text: string): string[] => (draws > 1 ? [text] : []);
  const absent = columns.flatMap((column, j) => (column < 0 ? [j] : []));
  if (table.names) yield line([...before(drawColumn), ...table.names, ...absent.map((j) => names![j]!)]);
  for (let draw = 1; draw <= draws; draw++) {
    const filled = rowsOfChunks(samplesOf(draw));
    let text = '';
    let row = -1;
    for (const { cells } of pointsOf(table)) {
      row++;
      const written = [...cells];
      const isMissing = (j: number): boolean => Number.isNaN(points.values[row * dimension + j]!);
      if (columns.some((_, j) => isMissing(j))) {
        const sample = await filled();
        columns.forEach((column, j) => {
          if (!isMissing(j)) return;
          const drawn = marked(numberCell(sample[j]!, kind), table.mark);
          if (column < 0) written.push(drawn);
          else written[column] = drawn;
        });
      }
      text += line([...before(String(draw)), ...written]);
      if (text.length < writtenCharacters) continue;
      yield text;
      text = '';
    }
    yield text;
  }
}

/** Arrays [rows, …] of a point's shape, or [draws, rows, …]. */
export async function* npyContent(imputed: Imputed): AsyncGenerator<Uint8Array> {
  const { incomplete, draws, samplesOf, kind } = imputed;
  const { points, rows, shape } = incomplete;
  const [count, dimension] = points.shape;
  yield npyHeader(draws > 1 ? [draws, count, ...shape] : [count, ...shape], widthOf(points, kind));
  for (let draw = 1; draw <= draws; draw++) {
    const filled = rowsOfChunks(samplesOf(draw));
    let next = 0;
    for (let first = 0; first < count; first += writtenRows) {
      const end = Math.min(count, first + writtenRows);
      const part = points.values.slice(first * dimension, end * dimension);
      const written = widthOf(points, kind) === 'float64' ? Float64Array.from(part) : part;
      for (; next < rows.length && rows[next]! < end; next++) {
        const sample = await filled();
        const at = (rows[next]! - first) * dimension;
        for (let j = 0; j < dimension; j++) if (Number.isNaN(written[at + j]!)) written[at + j] = sample[j]!;
      }
      yield npyRows({ values: written, shape: [end - first, dimension] });
    }
  }
}

/** The kind of the numbers of an array: what holds those of the file and those that are drawn. */
export function widthOf({ values }: Points, kind: 'float32' | 'float64'): 'float32' | 'float64' {
  return values instanceof Float64Array ? 'float64' : kind;
}

/** The rows of a table that are points. */
function* pointsOf({ text, delimiter, namesRow }: Table): Generator<{ readonly cells: readonly string[] }> {
  let row = 0;
  for (const one of csvRows(text, delimiter)) if (row++ > 0 || !namesRow) yield one;
}

/** Gives one row of the chunks after the other. */
function rowsOfChunks(chunks: AsyncIterable<Points>): () => Promise<Points['values']> {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Points | undefined;
  let row = 0;
  return async () => {
    if (!chunk || row === chunk.shape[0]) {
      const { value } = await iterator.next();
      chunk = value as Points;
      row = 0;
    }
    const [, dimension] = chunk.shape;
    const values = chunk.values.subarray(row * dimension, (row + 1) * dimension);
    row++;
    return values;
  };
}

/** Quotes a cell that would be read as another without quotes. */
function cellsBy(delimiter: string): (cell: string, column: number) => string {
  return (cell, column) => {
    const isOpen = delimiter === ' ' && (cell === '' || /\s/.test(cell));
    const quotes = isOpen || cell.includes(delimiter) || /["\r\n]/.test(cell) || (column === 0 && cell.startsWith('#'));
    return quotes ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
}

function marked(number: string, mark: DecimalMark): string {
  return mark === 'comma' ? number.replace('.', ',') : number;
}
