import { requireInteger } from '../errors.ts';
import type { Points } from '../points.ts';
import { keyOf, normals, type Seed, streams } from '../random.ts';
import { requireKeys } from '../require_options.ts';
import { requireComparable } from './sample_sets.ts';
import { ascending } from './samples.ts';

/** Which directions are looked along; the same for two distances that are to be compared. */
export interface Slices {
  /** How many directions; 256 unless given. One dimension has only one. */
  readonly projections?: number;
  /** Key of the directions; 0 unless given. */
  readonly seed?: Seed;
}

/**
 * The sliced Wasserstein-2 distance of two sample sets, in the units of x: the root of the mean over random directions θ
 * of W₂² of the projections θ·x (Bonneel et al. 2015, definition 3, by Monte Carlo). No factor for the dimension: a shift
 * by v shows as about ‖v‖/√d. Sets of unequal size are coupled exactly, by quantiles.
 * @throws ArgumentError when a set is empty, not finite, or of another dimension.
 */
export function slicedWasserstein(samples: Points, reference: Points, slices: Slices = {}): number {
  requireComparable(samples, reference);
  requireKeys('', slices, { projections: true, seed: true });
  const { projections = 256, seed = 0 } = slices;
  requireInteger('projections', projections, 1, 65_536);
  const dimension = samples.shape[1];
  const directions = sliceDirections(dimension, { projections: dimension === 1 ? 1 : projections, seed });
  let square = 0;
  for (const direction of directions)
    square += squaredWasserstein2(project(samples, direction), project(reference, direction));
  return Math.sqrt(square / directions.length);
}

/** Directions drawn evenly from the unit sphere: normals over their length. */
export function sliceDirections(dimension: number, { projections = 256, seed = 0 }: Slices = {}): Float64Array[] {
  const key = keyOf(seed);
  const lanes = new Float64Array(4);
  const directions = Array.from({ length: projections }, () => new Float64Array(dimension));
  for (let first = 0; first < projections; first += 4) {
    for (let j = 0; j < dimension; j++) {
      normals(first / 4, j, 0, streams.directions, key, lanes);
      directions.slice(first, first + 4).forEach((direction, lane) => {
        direction[j] = lanes[lane]!;
      });
    }
  }
  return directions.map((direction) => {
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
}

/** W₂² of two sets of numbers: ∫ (F⁻¹(u) − G⁻¹(u))² du over the steps of both quantile functions. */
export function squaredWasserstein2(samples: ArrayLike<number>, reference: ArrayLike<number>): number {
  const a = ascending(samples);
  const b = ascending(reference);
  let square = 0;
  let i = 0;
  let k = 0;
  // In units of 1/(n·m), in which both quantile functions step at integers.
  let from = 0;
  while (i < a.length && k < b.length) {
    const endA = (i + 1) * b.length;
    const endB = (k + 1) * a.length;
    const to = Math.min(endA, endB);
    square += (to - from) * (a[i]! - b[k]!) ** 2;
    from = to;
    if (endA === to) i++;
    if (endB === to) k++;
  }
  return square / (a.length * b.length);
}

function project({ values, shape: [count, dimension] }: Points, direction: Float64Array): Float64Array {
  const projected = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += direction[j]! * values[i * dimension + j]!;
    projected[i] = sum;
  }
  return projected;
}
