import type { Points } from '../points.ts';
import { forDistances, requireComparable, tile } from './sample_sets.ts';

/** For each sample, the training point next to it. */
export interface Neighbours {
  /** Euclidean, in the units of x. */
  readonly distances: Float64Array;
  /** Rows of the training points; the first where several are as near. */
  readonly indices: Uint32Array;
}

/**
 * The nearest training point of each sample, by comparing all. A model that has memorised its data gives samples much
 * nearer to it than fresh draws of the same target are.
 * @throws ArgumentError when a set is empty, not finite, or of another dimension.
 */
export function nearestNeighbours(samples: Points, training: Points): Neighbours {
  requireComparable(samples, training, 'training');
  const [count] = samples.shape;
  const distances = new Float64Array(count).fill(Infinity);
  const indices = new Uint32Array(count);
  forDistances(samples, training, (rows, columns, squares) => {
    for (let i = rows.from; i < rows.to; i++) {
      for (let k = columns.from; k < columns.to; k++) {
        const square = squares[(i - rows.from) * tile + k - columns.from]!;
        if (square < distances[i]!) {
          distances[i] = square;
          indices[i] = k;
        }
      }
    }
  });
  return { distances: distances.map(Math.sqrt), indices };
}
