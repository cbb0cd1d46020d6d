import { ArgumentError } from '../errors.ts';
import type { Point } from './distribution.ts';

/** The coordinates of a point. @throws ArgumentError unless there are as many as dimensions. */
export function coordinates(point: Point, dimension: number): ArrayLike<number> {
  const x = typeof point === 'number' ? [point] : point;
  if (x.length !== dimension) throw new ArgumentError('point', x, `a point of ${dimension} dimension(s)`);
  return x;
}

/** What a distribution of more than one dimension answers to `cdf`. */
export function refuseCdf(dimension: number): never {
  throw new ArgumentError('dimension', dimension, '1 for a cumulative distribution function');
}
