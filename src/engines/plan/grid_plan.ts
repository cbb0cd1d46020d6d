import { ArgumentError } from '../../errors.ts';
import { type Grid, type GridAxis, requireGrid } from '../../grid.ts';
import type { SamplingPlan } from './sampling_plan.ts';

/**
 * One axis of a grid as every engine reads it: numbers of float32, in the units of the particles on the device. A particle is
 * inside where from ≤ x < to, and its cell is ⌊(x − from)·inverse⌋, or the last cell where rounding gives one more. All of
 * this is done in float32, so that engines agree wherever particles do.
 */
export interface AxisPlan {
  readonly coordinate: number;
  readonly from: number;
  readonly to: number;
  /** Cells a unit. */
  readonly inverse: number;
  readonly cells: number;
}

/** A grid after its checks: cell (i, j) is number j·x.cells + i. An interval has one cell in y, which holds all that x does. */
export interface GridPlan {
  readonly x: AxisPlan;
  readonly y: AxisPlan;
  readonly cells: number;
}

/** Limits as float32 holds them, with room for their difference and for the cells a unit. */
const mostLimit = 1e37;
const leastWidth = 1e-30;

/** Checks a grid and takes it to the units of the particles. @param axes numbers of axes that it may have @throws ArgumentError */
export function planGrid(
  argument: string,
  grid: Grid,
  { dimension, transform }: Pick<SamplingPlan, 'dimension' | 'transform'>,
  axes?: readonly [least: number, most: number],
): GridPlan {
  requireGrid(argument, grid, dimension, axes);
  const [x, y] = grid.axes.map((axis, i) => planAxis(`${argument}.axes[${i}]`, axis, transform)) as [
    AxisPlan,
    AxisPlan?,
  ];
  return { x, y: y ?? { ...x, inverse: Math.fround(1 / (x.to - x.from)), cells: 1 }, cells: x.cells * (y?.cells ?? 1) };
}

function planAxis(
  argument: string,
  { coordinate, from, to, cells }: GridAxis,
  transform: SamplingPlan['transform'],
): AxisPlan {
  const { shift = 0, scale = 1 } = transform
    ? { shift: transform.shift[coordinate]!, scale: transform.scale[coordinate]! }
    : {};
  const limit = (name: 'from' | 'to', given: number): number => {
    const held = Math.fround((given - shift) / scale);
    if (Math.abs(held) <= mostLimit) return held;
    const most = mostLimit * scale;
    throw new ArgumentError(
      `${argument}.${name}`,
      given,
      `from ${shift - most} to ${shift + most}, since particles are kept in float32`,
    );
  };
  const ends = { from: limit('from', from), to: limit('to', to) };
  const width = ends.to - ends.from;
  if (!(width >= leastWidth))
    throw new ArgumentError(
      `${argument}.to`,
      to,
      `farther above from, which is ${from}: particles are kept in float32, where the two are the same or nearly so`,
      'Give a wider interval.',
    );
  return { coordinate, ...ends, inverse: Math.fround(cells / width), cells };
}
