import type { Points } from '../points.ts';
import { sortFloat32 } from './sort_float32.ts';

/**
 * Where projections are measured from, and in which units, so that float32 holds them: 2⁻²⁴ of their distance from the
 * center is all that they lose, wherever the points lie and whatever their scale.
 */
export interface Frame {
  /** Amid the points, column by column. */
  readonly center: Float64Array;
  /** For each column a power of two that no coordinate is farther from the center than. */
  readonly units: Float64Array;
  /** The largest of them: the unit of projections. */
  readonly unit: number;
}

/** Rows that the center is found from. It need not be exact. */
const centerRows = 1001;

/** A frame for all of these points. The center lies amid the reference: medians, for one far point would move a mean. */
export function frameOf(reference: Points, ...others: readonly Points[]): Frame {
  const [count, dimension] = reference.shape;
  const used = Math.min(count, centerRows);
  const center = Float64Array.from({ length: dimension }, (_, j) => {
    const row = (i: number) => Math.floor((i * count) / used);
    return Float64Array.from({ length: used }, (_, i) => reference.values[row(i) * dimension + j]!).sort()[used >> 1]!;
  });
  const units = new Float64Array(dimension);
  for (const { values } of [reference, ...others]) {
    for (let at = 0; at < values.length; at += dimension) {
      for (let j = 0; j < dimension; j++) units[j] = Math.max(units[j]!, Math.abs(values[at + j]! - center[j]!));
    }
  }
  const rounded = units.map(powerOfTwo);
  return { center, units: rounded, unit: rounded.reduce((a, b) => Math.max(a, b)) };
}

/** The least power of two that is not below, within the range of float64; 1 for 0. */
function powerOfTwo(value: number): number {
  return value === 0 ? 1 : 2 ** Math.max(-1022, Math.min(1023, Math.ceil(Math.log2(value))));
}

/** Writes θ·(x − center)/unit of each point x in ascending order. */
export function sortedProjection(
  out: Float32Array,
  { values, shape: [count, dimension] }: Points,
  direction: Float64Array,
  { center, unit }: Frame,
  scratch: Uint32Array,
): void {
  const weights = direction.map((value) => value / unit);
  let i = 0;
  // Four rows at a time, whose sums do not wait for one another.
  for (; i + 4 <= count; i += 4) {
    const [at0, at1, at2, at3] = [i * dimension, (i + 1) * dimension, (i + 2) * dimension, (i + 3) * dimension];
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let j = 0; j < dimension; j++) {
      const weight = weights[j]!;
      const middle = center[j]!;
      sum0 += weight * (values[at0 + j]! - middle);
      sum1 += weight * (values[at1 + j]! - middle);
      sum2 += weight * (values[at2 + j]! - middle);
      sum3 += weight * (values[at3 + j]! - middle);
    }
    out[i] = sum0;
    out[i + 1] = sum1;
    out[i + 2] = sum2;
    out[i + 3] = sum3;
  }
  for (; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += weights[j]! * (values[i * dimension + j]! - center[j]!);
    out[i] = sum;
  }
  sortFloat32(out, scratch);
}

/** Writes (x_j − center_j)/units_j of each point x for one column j in ascending order. */
export function sortedColumn(
  out: Float32Array,
  { values, shape: [count, dimension] }: Points,
  column: number,
  { center, units }: Frame,
  scratch: Uint32Array,
): void {
  const middle = center[column]!;
  const unit = units[column]!;
  for (let i = 0; i < count; i++) out[i] = (values[i * dimension + column]! - middle) / unit;
  sortFloat32(out, scratch);
}
