import type { RowRange } from '../backend.ts';

/** Cuts the rows of a step into ranges of at most `most`. */
export function rangesOf(rows: number, most: number): RowRange[] {
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => ({
    first_row: i * most,
    end_row: Math.min(rows, (i + 1) * most),
  }));
}
