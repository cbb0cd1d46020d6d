/** Finds out whether a column numbers the rows of its table, from 0 or from 1. */
export interface RowCounter {
  /** The value of the next row. */
  take(value: number): void;
  countsRows(): boolean;
}

export function createRowCounter(): RowCounter {
  let rows = 0;
  let first = 0;
  let counts = true;
  return {
    take(value) {
      if (rows === 0) {
        first = value;
        counts = value === 0 || value === 1;
      }
      counts &&= value === first + rows;
      rows++;
    },
    countsRows: () => counts && rows > 0,
  };
}
