import { ArgumentError, requireInteger, requireOneOf } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';
import { bytesOfNumbers, join } from './bytes.ts';
import { npyMagic } from './npy_header.ts';

/** Every header is a multiple of this long; those of points have one such length, so that one for other rows can be written over it. */
const headerLength = 128;

const descriptions = { float32: '<f4', float64: '<f8' } as const;

/**
 * The first bytes of a `.npy` file (version 1.0, little-endian, C order) whose values follow in chunks of any size, each by
 * `npyRows`: 128 bytes unless there are many axes. The header for any other number of rows is as long, so that it can be corrected
 * at the end by writing it again.
 * @param shape [count, dimension], or [count, …] with the axes of a point
 * @param kind of the numbers that follow; `float32` unless given
 */
export function npyHeader(
  shape: readonly [count: number, ...point: number[]],
  kind: keyof typeof descriptions = 'float32',
): Uint8Array<ArrayBuffer> {
  if (!Array.isArray(shape) || shape.length < 2)
    throw new ArgumentError('shape', shape, '[count, dimension], or the axes of a point behind the count');
  for (const [axis, size] of shape.entries()) requireInteger(`shape[${axis}]`, size, axis === 0 ? 0 : 1);
  requireOneOf('kind', kind, Object.keys(descriptions));
  const [count, ...point] = shape;
  const text = (rows: string): string =>
    `{'descr': '${descriptions[kind]}', 'fortran_order': False, 'shape': (${[rows, ...point].join(', ')}), }`;
  const start = npyMagic.length + 4;
  // With room for the largest number of rows, which has 16 digits.
  const length = headerLength * Math.ceil((start + text('0'.repeat(16)).length + 1) / headerLength);
  const padded = `${text(String(count)).padEnd(length - start - 1)}\n`;
  const size = length - start;
  return join([Uint8Array.of(...npyMagic, 1, 0, size % 256, size >> 8), new TextEncoder().encode(padded)]);
}

/** The bytes of a chunk of rows, to follow `npyHeader`; a view of the values, not a copy. */
export function npyRows(points: Points): Uint8Array<ArrayBuffer> {
  requirePoints('points', points);
  return bytesOfNumbers(points.values);
}

/** A whole `.npy` file of points, [count, dimension], in the precision that they have. @throws ArgumentError when they are misshapen. */
export function writeNpy(points: Points): Uint8Array<ArrayBuffer> {
  requirePoints('points', points);
  return join([
    npyHeader(points.shape, points.values instanceof Float32Array ? 'float32' : 'float64'),
    npyRows(points),
  ]);
}
