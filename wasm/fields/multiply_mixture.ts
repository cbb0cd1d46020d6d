import { ROWS } from '../network/panels.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import type { Field } from './field.ts';
import { shares_of } from './score_mixture.ts';

/**
 * Adds J·v of so many tangents, in planes of one block: with A_k = (μ_k − x)/v_k it is Σ r_k·((A_k − s)·((A_k − s)·v) − v/v_k).
 * Twin: src/engines/cpu/mixture_tangents.ts.
 * @param row of the table, see score_mixture.ts
 * @param shares room for a vector a component and two a dimension
 */
export function multiply_mixture(
  field: Field,
  dimension: usize,
  points: usize,
  stride: usize,
  tangents: usize,
  count: usize,
  products: usize,
  rows: usize,
  row: usize,
  shares: usize,
): void {
  const step = (dimension + 2) * 4;
  const end = row + field.components * step;
  const score = shares + field.components * 16;
  const sums = score + dimension * 16;
  for (let at: usize = 0; at < rows * 4; at += 16) {
    const total = f32x4.div(f32x4.splat(1.0), shares_of(row, end, dimension, points + at, stride, shares));
    let inverses = f32x4.splat(0.0);
    for (let j: usize = 0; j < dimension; j++) {
      const x = v128.load(points + j * stride + at);
      let sum = f32x4.splat(0.0);
      let share = shares;
      for (let component = row; component < end; component += step) {
        sum = multiply_add(v128.load(share), f32x4.sub(v128.load_splat<f32>(component + 4 * j, 8), x), sum);
        share += 16;
      }
      v128.store(score + 16 * j, f32x4.mul(total, sum));
    }
    for (let share = shares; share < score; share += 16) inverses = f32x4.add(inverses, v128.load(share));
    inverses = f32x4.mul(total, inverses);
    for (let t: usize = 0; t < count; t++) {
      const first = t * dimension * ROWS * 4 + at;
      for (let j: usize = 0; j < dimension; j++) v128.store(sums + 16 * j, f32x4.splat(0.0));
      let share = shares;
      for (let component = row; component < end; component += step) {
        const inverse = v128.load_splat<f32>(component, 4);
        let along = f32x4.splat(0.0);
        for (let j: usize = 0; j < dimension; j++) {
          const v = v128.load(tangents + first + j * ROWS * 4);
          along = multiply_add(apart(component, j, points + j * stride + at, inverse, score), v, along);
        }
        // The share of a component is its weight over its variance.
        const weight = f32x4.div(f32x4.mul(v128.load(share), along), inverse);
        for (let j: usize = 0; j < dimension; j++) {
          const away = apart(component, j, points + j * stride + at, inverse, score);
          v128.store(sums + 16 * j, multiply_add(weight, away, v128.load(sums + 16 * j)));
        }
        share += 16;
      }
      for (let j: usize = 0; j < dimension; j++) {
        const place = first + j * ROWS * 4;
        const own = f32x4.mul(inverses, v128.load(tangents + place));
        const product = f32x4.sub(f32x4.mul(total, v128.load(sums + 16 * j)), own);
        const to = products + place;
        v128.store(to, multiply_add(f32x4.splat(field.weight), product, v128.load(to)));
      }
    }
  }
}

/** A_k − s in one dimension. */
// @inline
function apart(component: usize, j: usize, x: usize, inverse: v128, score: usize): v128 {
  const pull = f32x4.sub(v128.load_splat<f32>(component + 4 * j, 8), v128.load(x));
  return f32x4.sub(f32x4.mul(inverse, pull), v128.load(score + 16 * j));
}
