import { requireInteger } from '../errors.ts';
import type { Points } from '../points.ts';
import { keyOf, normals, type Seed, streams } from '../random.ts';
import { requireKeys } from '../require_options.ts';
import { type Frame, frameOf, sortedProjection } from './projections.ts';
import { requireComparable } from './sample_sets.ts';

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
 *
 * Takes some fifteen nanoseconds and one for each dimension, for each point and direction. Projections are rounded to
 * float32 in their distance from the middle of the reference.
 * @throws ArgumentError when a set is empty, not finite, or of another dimension.
 */
export function slicedWasserstein(samples: Points, reference: Points, slices: Slices = {}): number {
  requireComparable(samples, reference);
  requireKeys('', slices, { projections: true, seed: true });
  const { projections = 256, seed = 0 } = slices;
  requireInteger('projections', projections, 1, 65_536);
  const dimension = samples.shape[1];
  const directions = sliceDirections(dimension, { projections: dimension === 1 ? 1 : projections, seed });
  return slicedDistances([samples], [reference], directions, frameOf(reference, samples))[0]![0]!.distance;
}

/** A sliced Wasserstein-2 distance, and where it comes from. */
export interface SlicedDistance {
  readonly distance: number;
  /** The share of its square that lies in the outermost 1 % of the quantiles, half on either side; 0 where it is 0. */
  readonly farShare: number;
}

/**
 * The distance of each set to each reference, `[set][reference]`. Each projection of a set is sorted once, for all that it is
 * compared with.
 */
export function slicedDistances(
  sets: readonly Points[],
  references: readonly Points[],
  directions: readonly Float64Array[],
  frame: Frame,
  report: (done: number) => void = () => {},
): SlicedDistance[][] {
  const sorted = (points: readonly Points[]) => points.map(({ shape }) => new Float32Array(shape[0]));
  const projected = sorted(sets);
  const others = sorted(references);
  const scratch = new Uint32Array(Math.max(...[...projected, ...others].map(({ length }) => length)));
  const sums = sets.map(() => references.map(() => ({ square: 0, far: 0 })));
  const steps = directions.length * sets.length;
  for (const [step, direction] of directions.entries()) {
    references.forEach((each, k) => {
      sortedProjection(others[k]!, each, direction, frame, scratch);
    });
    sets.forEach((each, i) => {
      sortedProjection(projected[i]!, each, direction, frame, scratch);
      others.forEach((other, k) => {
        const { square, far } = squaredWasserstein2(projected[i]!, other);
        sums[i]![k]!.square += square;
        sums[i]![k]!.far += far;
      });
      report((step * sets.length + i + 1) / steps);
    });
  }
  return sums.map((row) =>
    row.map(({ square, far }) => ({
      distance: frame.unit * Math.sqrt(square / directions.length),
      farShare: square === 0 ? 0 : far / square,
    })),
  );
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
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    return direction.map((value) => value / length);
  });
}

/**
 * W₂² of two sets of numbers in ascending order: ∫ (F⁻¹(u) − G⁻¹(u))² du over the steps of both quantile functions; `far` is
 * the part of it below u = 0.005 and above 0.995, in whole steps.
 */
export function squaredWasserstein2(a: Float32Array, b: Float32Array): { square: number; far: number } {
  return a.length === b.length ? inPairs(a, b) : byQuantiles(a, b);
}

/** Half of the outermost 1 %. */
const farQuantile = 0.005;

function inPairs(a: Float32Array, b: Float32Array): { square: number; far: number } {
  const count = a.length;
  const outside = Math.ceil(farQuantile * count);
  const between = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const difference = a[i]! - b[i]!;
      sum += difference * difference;
    }
    return sum / count;
  };
  const far = between(0, outside) + between(Math.max(outside, count - outside), count);
  return { square: far + between(outside, count - outside), far };
}

function byQuantiles(a: Float32Array, b: Float32Array): { square: number; far: number } {
  // In units of 1/(n·m), in which both quantile functions step at integers.
  const total = a.length * b.length;
  const low = farQuantile * total;
  const high = total - low;
  let square = 0;
  let far = 0;
  let from = 0;
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const endA = (i + 1) * b.length;
    const endB = (k + 1) * a.length;
    const to = Math.min(endA, endB);
    const difference = a[i]! - b[k]!;
    const part = (to - from) * difference * difference;
    square += part;
    if (from < low || to > high) far += part;
    from = to;
    if (endA === to) i++;
    if (endB === to) k++;
  }
  return { square: square / total, far: far / total };
}
