import type { Column } from './columns.ts';

/** Something about data, or about noise levels for them, that would make samples wrong without an error. */
export interface Concern {
  /**
   * `far-out`: a few rows lie far beyond all others; `rounded`: float32 has few numbers where the data lie; `units`: it has none, or
   * none for their squares; `uneven`: columns differ so in width that the narrow ones are lost beside the wide; `coarse`: the last
   * noise level blurs what the data are like; `narrow`: the first one does not reach across them.
   */
  readonly kind: 'far-out' | 'rounded' | 'units' | 'uneven' | 'coarse' | 'narrow';
  /** Coordinate, from 0, that shows it most. */
  readonly coordinate: number;
  /** Rows, from 0, that lie far out in that coordinate. */
  readonly rows: readonly number[];
  /** For people, with what to do. Rows are counted from 1 in it. */
  readonly message: string;
}

/** What to do, in words of the command line and of the library. */
export const remedies = {
  robust: "--standardise robust, or standardise: 'robust'",
  columns: "--standardise columns, or standardise: 'columns'",
} as const;

/** The concern of the column that shows it most, and how many others do; none where no column does. */
export function worst(
  kind: Concern['kind'],
  columns: readonly Column[],
  badness: (column: Column) => number,
  words: (column: Column) => readonly [problem: string, remedy: string],
): Concern[] {
  if (columns.length === 0) return [];
  const column = columns.reduce((most, each) => (badness(each) > badness(most) ? each : most));
  const others = columns.length > 1 ? ` and ${columns.length - 1} more` : '';
  const [problem, remedy] = words(column);
  const message = `column ${column.name}${others}: ${problem}. ${remedy}.`;
  return [{ kind, coordinate: column.coordinate, rows: column.rows, message }];
}

/** Three significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
