import { ArgumentError, float32 } from '../errors.ts';
import type { Point } from './distribution.ts';

/** The coordinates of a point. @throws ArgumentError unless there are as many as dimensions. */
export function coordinates(point: Point, dimension: number): ArrayLike<number> {
  const x = typeof point === 'number' ? [point] : point;
  if (x?.length !== dimension) throw new ArgumentError('point', x, `a point of ${dimension} dimension(s)`);
  for (let j = 0; j < dimension; j++) {
    if (typeof x[j] !== 'number' || !(Math.abs(x[j]!) <= float32.most))
      throw new ArgumentError(`point[${j}]`, x[j], `a number from ${-float32.most} to ${float32.most}`);
  }
  return x;
}

/** Refuses anything but a number, which may be infinite, where a distribution function is asked for. */
export function requireAbscissa(x: number): void {
  if (typeof x !== 'number' || Number.isNaN(x)) throw new ArgumentError('x', x, 'a number, or infinite');
}

/** What a distribution of more than one dimension answers to `cdf`. */
export function refuseCdf(dimension: number): never {
  throw new ArgumentError('dimension', dimension, '1 for a cumulative distribution function');
}
