import { ArgumentError } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';

/** Refuses samples that cannot be compared with other points; `name` is that of the argument that holds these. */
export function requireComparable(samples: Points, reference: Points, name = 'reference'): void {
  requirePoints('samples', samples);
  requirePoints(name, reference);
  const dimension = samples.shape[1];
  if (reference.shape[1] !== dimension) {
    throw new ArgumentError(
      `${name}.shape`,
      reference.shape,
      `[count, ${dimension}], of as many columns as the samples`,
    );
  }
}

/** ‖x − y‖² of row i of one array and row k of another. */
export function squaredDistance(
  x: Points['values'],
  i: number,
  y: Points['values'],
  k: number,
  dimension: number,
): number {
  const xs = i * dimension;
  const ys = k * dimension;
  let square = 0;
  for (let j = 0; j < dimension; j++) {
    const difference = x[xs + j]! - y[ys + j]!;
    square += difference * difference;
  }
  return square;
}

/** Rows and columns of a tile: at 784 dimensions the points of one fill 400 kB, and its distances 32 kB. */
export const tile = 64;

/**
 * The squared distances of all points x to all points y, tile by tile, in bounded memory.
 * @param visit is given the rows of x and of y, and their squared distances: that of rows i and k is number
 *   (i − rows.from)·tile + k − columns.from. (A function of i and k would box every number: twice the time.)
 * @param wanted leaves out tiles.
 */
export function forDistances(
  x: Points,
  y: Points,
  visit: (rows: Range, columns: Range, squares: Float64Array) => void,
  wanted: (rows: Range, columns: Range) => boolean = () => true,
): void {
  const squares = new Float64Array(tile * tile);
  for (let row = 0; row < x.shape[0]; row += tile) {
    const rows = { from: row, to: Math.min(x.shape[0], row + tile) };
    for (let column = 0; column < y.shape[0]; column += tile) {
      const columns = { from: column, to: Math.min(y.shape[0], column + tile) };
      if (!wanted(rows, columns)) continue;
      fillTile(squares, x, rows, y, columns);
      visit(rows, columns, squares);
    }
  }
}

/** Rows from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Two rows against four columns at a time: six loads serve eight distances, whose sums do not wait for one another. That
 * is 2.6 times as fast as one by one. Where fewer are left, the last counts twice.
 */
function fillTile(squares: Float64Array, x: Points, rows: Range, y: Points, columns: Range): void {
  const dimension = x.shape[1];
  const xs = x.values;
  const ys = y.values;
  for (let i = rows.from; i < rows.to; i += 2) {
    const i1 = Math.min(i + 1, rows.to - 1);
    for (let k = columns.from; k < columns.to; k += 4) {
      const k1 = Math.min(k + 1, columns.to - 1);
      const k2 = Math.min(k + 2, columns.to - 1);
      const k3 = Math.min(k + 3, columns.to - 1);
      let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let j = 0; j < dimension; j++) {
        const x0 = xs[i * dimension + j]!;
        const x1 = xs[i1 * dimension + j]!;
        const y0 = ys[k * dimension + j]!;
        const y1 = ys[k1 * dimension + j]!;
        const y2 = ys[k2 * dimension + j]!;
        const y3 = ys[k3 * dimension + j]!;
        s00 += (x0 - y0) * (x0 - y0);
        s01 += (x0 - y1) * (x0 - y1);
        s02 += (x0 - y2) * (x0 - y2);
        s03 += (x0 - y3) * (x0 - y3);
        s10 += (x1 - y0) * (x1 - y0);
        s11 += (x1 - y1) * (x1 - y1);
        s12 += (x1 - y2) * (x1 - y2);
        s13 += (x1 - y3) * (x1 - y3);
      }
      const at = (i - rows.from) * tile - columns.from;
      const at1 = (i1 - rows.from) * tile - columns.from;
      squares[at1 + k3] = s13;
      squares[at1 + k2] = s12;
      squares[at1 + k1] = s11;
      squares[at1 + k] = s10;
      squares[at + k3] = s03;
      squares[at + k2] = s02;
      squares[at + k1] = s01;
      squares[at + k] = s00;
    }
  }
}
