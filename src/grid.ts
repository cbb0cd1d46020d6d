import { ArgumentError, requireInteger } from './errors.ts';
import { requireKeys } from './require_options.ts';

/** Equal cells along one coordinate. Cell k holds from + k·w ≤ x < from + (k + 1)·w, where w = (to − from)/cells. */
export interface GridAxis {
  /** Which coordinate of the points, from 0. */
  readonly coordinate: number;
  /** Where the first cell begins, in the units of the data. */
  readonly from: number;
  /** Where the last cell ends, above `from`. */
  readonly to: number;
  /** At least 1; at most `mostCells` in the whole grid. */
  readonly cells: number;
}

/** Equal cells to count particles in: an interval of one coordinate, or a rectangle in the plane of two (x first, then y). */
export interface Grid {
  readonly axes: readonly GridAxis[];
}

/** Cells of a grid: 16 MiB of counts, for more of them than a screen has pixels. */
export const mostCells = 2 ** 22;

/** Refuses what is no grid over points of this dimension. @param axes numbers of axes that it may have @throws ArgumentError */
export function requireGrid(
  argument: string,
  given: Grid,
  dimension: number,
  axes: readonly [least: number, most: number] = [1, 2],
): void {
  requireKeys(argument, given, { axes: true });
  const list: readonly GridAxis[] = given.axes;
  const [least, most] = axes;
  if (!Array.isArray(list) || list.length < least || list.length > most)
    throw new ArgumentError(
      `${argument}.axes`,
      list,
      least === most ? `a list of ${most} axes` : 'a list of 1 or 2 axes',
    );
  for (const [i, axis] of list.entries()) requireAxis(`${argument}.axes[${i}]`, axis, dimension);
  if (list.length === 2 && list[0]!.coordinate === list[1]!.coordinate)
    throw new ArgumentError(
      `${argument}.axes[1].coordinate`,
      list[1]!.coordinate,
      'another than that of axes[0]',
      'To count along one coordinate, give one axis.',
    );
  const cells = list.reduce((product, axis) => product * axis.cells, 1);
  if (cells > mostCells)
    throw new ArgumentError(
      `${argument}.axes`,
      `${cells} cells`,
      `of at most ${mostCells} cells in all, whose counts take 16 MiB`,
      'Give fewer cells: a screen shows no more.',
    );
}

function requireAxis(argument: string, axis: GridAxis, dimension: number): void {
  requireKeys(argument, axis, { coordinate: true, from: true, to: true, cells: true });
  requireInteger(`${argument}.coordinate`, axis.coordinate, 0, dimension - 1);
  for (const limit of ['from', 'to'] as const) {
    if (!Number.isFinite(axis[limit])) throw new ArgumentError(`${argument}.${limit}`, axis[limit], 'a finite number');
  }
  if (axis.to <= axis.from) throw new ArgumentError(`${argument}.to`, axis.to, `above from, which is ${axis.from}`);
  requireInteger(`${argument}.cells`, axis.cells, 1, mostCells);
}
