import type { Grid } from '../src/grid.ts';
import type { Float32Points } from '../src/points.ts';

/** Points in each cell of a grid, in float32 as its definition says: inside where from ≤ x < to, in cell ⌊(x − from)·(cells/(to − from))⌋. */
export function countedIn({ values, shape: [count, dimension] }: Float32Points, { axes }: Grid): Uint32Array {
  const counts = new Uint32Array(axes.reduce((product, { cells }) => product * cells, 1));
  const { fround } = Math;
  for (let p = 0; p < count; p++) {
    let cell = 0;
    let stride = 1;
    for (const { coordinate, cells, ...limits } of axes) {
      const [from, to] = [fround(limits.from), fround(limits.to)];
      const x = values[p * dimension + coordinate]!;
      const own = fround(fround(x - from) * fround(cells / (to - from)));
      cell += x >= from && x < to ? stride * Math.min(Math.floor(own), cells - 1) : Number.NaN;
      stride *= cells;
    }
    if (cell >= 0) counts[cell]!++;
  }
  return counts;
}
