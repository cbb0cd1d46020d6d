import { ROWS } from '../network/panels.ts';
import { exponential } from '../vector/exponential.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import type { Field } from './field.ts';

/**
 * Adds the exact score of a mixture perturbed by σ: the mean of (μ_k − x)/(s_k² + σ²) over the components, given x.
 * @param row of the table: for each component the logarithm of its weight over the constant of its density, 1/(s_k² + σ²), and μ_k
 * @param shares room for a vector a component
 */
export function score_mixture(
  field: Field,
  dimension: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  row: usize,
  shares: usize,
): void {
  const step = (dimension + 2) * 4;
  const end = row + field.components * step;
  for (let at: usize = 0; at < rows * 4; at += 16) {
    const total = shares_of(row, end, dimension, points + at, stride, shares);
    const factor = f32x4.div(f32x4.splat(field.weight), total);
    for (let j: usize = 0; j < dimension; j++) {
      const x = v128.load(points + j * stride + at);
      let sum = f32x4.splat(0.0);
      let share = shares;
      for (let component = row; component < end; component += step) {
        sum = multiply_add(v128.load(share), f32x4.sub(v128.load_splat<f32>(component + 4 * j, 8), x), sum);
        share += 16;
      }
      const to = scores + j * ROWS * 4 + at;
      v128.store(to, multiply_add(factor, sum, v128.load(to)));
    }
  }
}

/**
 * For four points and every component its weight times 1/(s_k² + σ²), given the point but for a factor, to `shares`.
 * @param end of the row of the table
 * @returns the sum of the weights
 */
export function shares_of(row: usize, end: usize, dimension: usize, points: usize, stride: usize, shares: usize): v128 {
  const step = (dimension + 2) * 4;
  let top = f32x4.splat(-3e38);
  let share = shares;
  for (let component = row; component < end; component += step) {
    let distance = f32x4.splat(0.0);
    for (let j: usize = 0; j < dimension; j++) {
      const pull = f32x4.sub(v128.load_splat<f32>(component + 4 * j, 8), v128.load(points + j * stride));
      distance = multiply_add(pull, pull, distance);
    }
    const half = f32x4.splat(-0.5 * load<f32>(component, 4));
    const exponent = multiply_add(half, distance, v128.load_splat<f32>(component));
    v128.store(share, exponent);
    // The first operand is what NaN leaves in place.
    top = f32x4.pmax(exponent, top);
    share += 16;
  }
  let total = f32x4.splat(0.0);
  share = shares;
  for (let component = row; component < end; component += step) {
    const weight = exponential(f32x4.sub(v128.load(share), top));
    total = f32x4.add(total, weight);
    v128.store(share, f32x4.mul(weight, v128.load_splat<f32>(component, 4)));
    share += 16;
  }
  return total;
}
