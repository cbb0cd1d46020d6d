import { ArgumentError, requireInteger } from './errors.ts';
import { requireKeys } from './require_options.ts';

/** What is known of the coordinates of points besides their values: plain data, which a model keeps of its data. */
export interface Coordinates {
  /** One for each coordinate, in their order: the columns of a table. */
  readonly names?: readonly string[];
  /** Sizes of the axes of a point that is an array, such as [8, 8] of an image; their product is the dimension. */
  readonly shape?: readonly number[];
  /** Coordinates, from 0 and ascending, whose data are all whole numbers. */
  readonly whole?: readonly number[];
}

/** Longest name of a coordinate, in characters. */
const longestName = 1000;
const mostAxes = 32;

/** Checks what is known of coordinates, which may come from a file, and returns a copy. @throws ArgumentError */
export function coordinatesOf(argument: string, given: Coordinates, dimension: number): Coordinates {
  requireKeys(argument, given, { names: true, shape: true, whole: true });
  const { names, shape, whole } = given;
  if (names !== undefined) requireNames(`${argument}.names`, names, dimension);
  if (shape !== undefined) requireShape(`${argument}.shape`, shape, dimension);
  if (whole !== undefined) requireWhole(`${argument}.whole`, whole, dimension);
  return {
    ...(names && { names: [...names] }),
    ...(shape && { shape: [...shape] }),
    ...(whole && { whole: [...whole] }),
  };
}

/**
 * Refuses anything but a list of so many texts. @param each what has a name each, in words
 * @throws ArgumentError
 */
export function requireNames(argument: string, names: unknown, count: number, each = 'coordinate'): void {
  if (!Array.isArray(names) || names.length !== count)
    throw new ArgumentError(argument, names, `${count} name(s), one for each ${each}`);
  for (const [j, name] of (names as unknown[]).entries()) {
    if (typeof name !== 'string' || name.length > longestName)
      throw new ArgumentError(`${argument}[${j}]`, name, `a text of at most ${longestName} characters`);
  }
}

function requireShape(argument: string, shape: unknown, dimension: number): void {
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > mostAxes)
    throw new ArgumentError(argument, shape, `a list of 1 to ${mostAxes} sizes`);
  for (const [axis, size] of shape.entries()) requireInteger(`${argument}[${axis}]`, size, 1, dimension);
  if (shape.reduce((product: number, size: number) => product * size, 1) !== dimension)
    throw new ArgumentError(argument, shape, `sizes whose product is ${dimension}, the dimension`);
}

function requireWhole(argument: string, whole: unknown, dimension: number): void {
  if (!Array.isArray(whole)) throw new ArgumentError(argument, whole, 'a list of coordinates, from 0');
  for (const [i, coordinate] of whole.entries())
    requireInteger(`${argument}[${i}]`, coordinate, i === 0 ? 0 : whole[i - 1] + 1, dimension - 1);
}
