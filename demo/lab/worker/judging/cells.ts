import { type GaussianMixture, gaussianMixture, type Points } from '../../../../src/index.ts';

export type Extent = readonly (readonly [number, number])[];

/** Cells that the extent is cut into: along each side in the plane, and in one dimension. */
export const sideOf = (dimension: 1 | 2): number => (dimension === 1 ? 80 : 64);

/** Counts of points in the cells of the extent, x fastest, y upwards; points outside are left out. */
export function countsIn({ values, shape: [count, dimension] }: Points, extent: Extent): Float32Array {
  const side = sideOf(dimension as 1 | 2);
  const counts = new Float32Array(side ** dimension);
  for (let i = 0; i < count; i++) {
    let cell = 0;
    for (let j = dimension - 1; j >= 0; j--) {
      const [from, to] = extent[j]!;
      const at = Math.floor(((values[i * dimension + j]! - from) / (to - from)) * side);
      cell = at >= 0 && at < side ? cell * side + at : Number.NaN;
    }
    if (!Number.isNaN(cell)) counts[cell]!++;
  }
  return counts;
}

/** Those of the points that lie within the extent. */
export function within({ values, shape: [, dimension] }: Points, extent: Extent): Points {
  const isInside = (_: number, at: number): boolean =>
    extent.every(([from, to], j) => {
      const value = values[at - (at % dimension) + j]!;
      return value >= from && value < to;
    });
  const kept = values.filter(isInside);
  return { values: kept, shape: [kept.length / dimension, dimension] };
}

/** The share of a mixture in each cell. */
export function sharesIn(mixture: GaussianMixture, extent: Extent): Float32Array {
  const side = sideOf(mixture.dimension as 1 | 2);
  const shares = new Float32Array(side ** mixture.dimension);
  for (const [k, weight] of mixture.weights.entries()) {
    const axes = mixture.means[k]!.map((mean, j) => along(mean, mixture.deviations[k]!, extent[j]!, side));
    const [across, upwards = [1]] = axes as [number[], number[]?];
    for (const [row, up] of upwards.entries()) {
      for (const [column, share] of across.entries()) shares[row * side + column]! += weight * up * share;
    }
  }
  return shares;
}

/** The share of a normal in each part of an interval. */
function along(mean: number, deviation: number, [from, to]: readonly [number, number], side: number): number[] {
  const { cdf } = gaussianMixture({ weights: [1], means: [[mean]], deviations: [deviation] });
  const below = Array.from({ length: side + 1 }, (_, i) => cdf(from + ((to - from) * i) / side));
  return below.slice(1).map((value, i) => value - below[i]!);
}

/** Shares, or counts of others, to the same sum as what was found. */
export function scaledTo(found: Float32Array, shares: Float32Array): Float32Array {
  const scale = total(found) / (total(shares) || 1);
  return shares.map((share) => share * scale);
}

/** Share of the points that lie in other cells than as many others, by their counts. */
export function apart(one: Float32Array, other: Float32Array): number {
  const [all, others] = [total(one) || 1, total(other) || 1];
  return one.reduce((sum, count, i) => sum + Math.abs(count / all - other[i]! / others) / 2, 0);
}

export const total = (counts: Float32Array): number => counts.reduce((sum, count) => sum + count, 0);
