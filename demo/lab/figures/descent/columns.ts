/**
 * Densities of particles over an interval, a column for each of some moments of a run. Each is over that of particles evenly
 * spread: 1 is as many as everywhere else.
 */
export interface DescentColumns {
  readonly width: number;
  readonly cells: number;
  /** [width, cells]: the cells of a column from the smallest x on; 0 where nothing is known. */
  readonly density: Float32Array;
  /** Column of a number of updates. */
  columnOf(update: number): number;
  /**
   * Puts counts where they belong, and what lies between them and the last that is known before.
   * @param went whether the particles came from there by and by; else only what is close by is joined, since the rest was not seen
   * @returns the columns that changed
   */
  put(update: number, counts: Uint32Array, particles: number, went: boolean): readonly [from: number, to: number];
}

/** Part of the width that is close by. */
const close = 1 / 8;

/** @param total updates of the run */
export function createDescentColumns(total: number, cells: number, mostColumns = 400): DescentColumns {
  const width = Math.min(Math.max(1, total) + 1, mostColumns);
  const density = new Float32Array(width * cells);
  const known = new Uint8Array(width);
  const columnOf = (update: number): number => Math.round((Math.min(update, total) / Math.max(1, total)) * (width - 1));

  return {
    ...{ width, cells, density, columnOf },
    put(update, counts, particles, went) {
      const at = columnOf(update);
      for (let cell = 0; cell < cells; cell++) density[at * cells + cell] = (counts[cell]! / particles) * cells;
      known[at] = 1;
      let before = at - 1;
      while (before >= 0 && !known[before]) before--;
      // The first that is known stands for the start, too.
      if (!went && at - Math.max(0, before) > Math.max(1, close * width)) return [at, at];
      for (let column = before + 1; column < at; column++) {
        const part = before < 0 ? 1 : (column - before) / (at - before);
        for (let cell = 0; cell < cells; cell++) {
          const earlier = before < 0 ? 0 : density[before * cells + cell]!;
          density[column * cells + cell] = (1 - part) * earlier + part * density[at * cells + cell]!;
        }
      }
      return [before + 1, at];
    },
  };
}
