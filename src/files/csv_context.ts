import { classesOf, longestLabel, mostClasses } from '../contexts/point_contexts.ts';
import { quoted } from '../quoted.ts';
import { pointsFrom } from './array_points.ts';
import {
  type ContextChoice,
  classesInWords,
  contextsOfNumbers,
  type FileContexts,
  requireOneColumn,
  tooManyClasses,
} from './context_choice.ts';
import { isMissing, numberIn } from './csv_cells.ts';
import { placeOf, type Table } from './csv_refusals.ts';
import { FileError } from './file_error.ts';

/** Reads the columns that points are conditioned on, row by row beside their coordinates. */
export interface CsvContextReader {
  /** Columns of it. */
  readonly width: number;
  /** Looks at a row; gives those of its columns that hold no value. */
  take(cells: readonly string[], line: number): readonly number[];
  /** Keeps the row that was looked at last, as its point is kept. */
  keep(): void;
  /** What was kept, of at least one row. @throws FileError where it is neither classes nor numbers */
  contexts(): FileContexts;
}

/** @throws FileError where more columns are to be classes than can be */
export function createCsvContextReader(
  table: Table,
  columns: readonly number[],
  { as = 'auto' }: Pick<ContextChoice, 'as'>,
): CsvContextReader {
  const names = columns.map((column) => table.names?.[column] || String(column));
  const place = `line ${table.line}`;
  if (as === 'classes') requireOneColumn('csv', place, names);
  const [first] = columns as [number];
  // What one column holds is known once all is read.
  const mayBeClasses = columns.length === 1 && as !== 'values';
  const numbers: number[] = [];
  const entries: number[] = [];
  const texts = new Map<string, number>();
  let tooMany = false;
  /** Where the first cell is that is no number. */
  let text: { cell: string; line: number } | undefined;
  let row: { cells: readonly string[]; line: number };

  function keepEntry(cell: string): void {
    const label = cell.trim();
    if (label.length > longestLabel)
      throw new FileError('csv', placeOf(table, row.line, first), `a class of more than ${longestLabel} characters`);
    tooMany ||= !texts.has(label) && texts.size === mostClasses;
    if (tooMany) return;
    if (!texts.has(label)) texts.set(label, texts.size);
    entries.push(texts.get(label)!);
  }

  return {
    width: columns.length,
    take(cells, line) {
      row = { cells, line };
      return columns.filter((column) => isMissing(cells[column]!));
    },
    keep() {
      const { cells, line } = row;
      for (const column of columns) {
        const cell = cells[column]!;
        const value = as === 'classes' ? Number.NaN : numberIn(cell, table.mark);
        if (Number.isFinite(value)) numbers.push(value);
        else if (mayBeClasses) text ??= { cell, line };
        else throw noNumber(table, { cell, line, column }, columns.length > 1);
      }
      if (mayBeClasses) keepEntry(cells[first]!);
    },
    contexts() {
      // A column counts as numbers only where all of its cells do.
      if (!text || as === 'values')
        return contextsOfNumbers(
          { format: 'csv', place, names, as },
          pointsFrom(Float64Array.from(numbers), columns.length),
        );
      if (tooMany) throw tooManyClasses('csv', placeOf(table, row.line, first), names[0]!);
      const contexts = classesOf(names[0]!, [...texts.keys()], Uint32Array.from(entries));
      return { contexts, note: classesInWords(contexts) };
    },
  };
}

/** What is wrong with a cell that has to be a number, and is none. */
function noNumber(
  table: Table,
  { cell, line, column }: { cell: string; line: number; column: number },
  several: boolean,
): FileError {
  return new FileError(
    'csv',
    placeOf(table, line, column),
    `${quoted(cell)} is no finite number`,
    several
      ? 'Several columns of a condition must be numbers; text is a class, of which there is one column'
      : "For classes: --condition NAME:class, or as: 'classes'",
  );
}
