import type { Points } from '../points.ts';
import { FileError } from './file_error.ts';

/**
 * Numbers of an array of any shape as points: the last axis is the dimension, all before it count the points. An array
 * of one axis holds points in one dimension. The shape belongs to the values. @throws FileError
 */
export function pointsOf(format: string, values: Float32Array, shape: readonly number[]): Points {
  if (values.length === 0)
    throw new FileError(
      format,
      '',
      `its shape (${shape.slice(0, 6).join(', ')}${shape.length > 6 ? ', …' : ''}) holds no points`,
    );
  const dimension = shape.length === 1 ? 1 : shape.at(-1)!;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new FileError(
      format,
      `row ${Math.floor(bad / dimension)}, column ${bad % dimension} (both from 0)`,
      `${values[bad]} is no finite float32 number`,
      'Remove or fill such rows first, and scale numbers beyond 3.4e38',
    );
  }
  return { values, shape: [values.length / dimension, dimension] };
}
