import type { RowRange, StepPart } from '../backend.ts';

/** Cuts the rows of a step into ranges of at most `most`. */
export function rangesOf(rows: number, most: number): RowRange[] {
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => ({
    first_row: i * most,
    end_row: Math.min(rows, (i + 1) * most),
  }));
}

/** The parts of a step: `together` members at a time, each with all ranges of rows before the next. */
export function partsOf(members: number, together: number, ranges: readonly RowRange[]): StepPart[] {
  return Array.from({ length: Math.ceil(members / together) }, (_, group) => ({
    first_member: group * together,
    end_member: Math.min(members, (group + 1) * together),
  })).flatMap((group) => ranges.map((range) => ({ ...range, ...group })));
}
