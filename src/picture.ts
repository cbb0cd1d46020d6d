import { ArgumentError } from './errors.ts';
import { type Grid, requireGrid } from './grid.ts';
import { requireKeys } from './require_options.ts';

/** How particles are drawn: counted in a grid, whose counts become colours. */
export interface Picture {
  /** Of two axes: x of the canvas to the right, y upwards. The grid fills the canvas. */
  readonly grid: Grid;
  /** From no particles to many: 2 to 1024 colours of four bytes, red, green, blue and opacity (not multiplied in). */
  readonly palette: Uint8Array;
  /**
   * How soon many are reached, from 1e-9 to 1e9. A cell with c of the particles takes the colour at 1 − exp(−exposure · c · cells/particles)
   * of the palette, so that 1 shows a cell as dense as if all were spread evenly over the grid at 63 %.
   */
  readonly exposure: number;
}

/** Steps of the ramp that is made of them. */
const mostColours = 1024;
const leastExposure = 1e-9;
const mostExposure = 1e9;

/** Refuses what is no picture of points of this dimension. @throws ArgumentError */
export function requirePicture(argument: string, given: Picture, dimension: number): void {
  requireKeys(argument, given, { grid: true, palette: true, exposure: true });
  requireGrid(`${argument}.grid`, given.grid, dimension, [2, 2]);
  const { palette, exposure } = given;
  // By the tag, so that arrays of any realm will do.
  const bytes = Object.prototype.toString.call(palette) === '[object Uint8Array]' ? palette.length : Number.NaN;
  if (!(bytes % 4 === 0 && bytes >= 8 && bytes <= 4 * mostColours))
    throw new ArgumentError(
      `${argument}.palette`,
      palette,
      `a Uint8Array of 2 to ${mostColours} colours, four bytes each: red, green, blue and opacity`,
    );
  if (!(typeof exposure === 'number' && exposure >= leastExposure && exposure <= mostExposure))
    throw new ArgumentError(`${argument}.exposure`, exposure, `a number from ${leastExposure} to ${mostExposure}`);
}
