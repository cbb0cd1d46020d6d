import { ROWS } from '../network/panels.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import type { Field } from './field.ts';
import { add_products_of, add_score_of, field_at } from './leaf.ts';

/** Bytes of a plane of one block. */
const PLANE: usize = ROWS * 4;

/**
 * Adds a sum of scores led towards a measurement. Twin: src/engines/cpu/measured_score.ts. The parameters of the field are its
 * directions, what was measured along each, and the variance of its noise; a row of its table has σ², the least share of a variance
 * that is believed of a Jacobian, and the expected variance along each direction. In the scratch memory of its own are the planes of
 * the scores, of the tangents, of the products, and of the weights of the directions.
 */
export function score_measured(
  field: Field,
  sigma: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  scratch: usize,
): void {
  const dimension = field.dimension;
  const row = field.table + sigma * field.table_step;
  const base = scratch + field.scratch;
  const tangents = base + dimension * PLANE;
  const products = tangents + dimension * PLANE;
  const weights = products + dimension * PLANE;
  memory.fill(base, 0, dimension * PLANE);
  memory.fill(products, 0, dimension * PLANE);
  for (let i: usize = 0; i < field.part_count; i++)
    add_score_of(field_at(field.parts, i), dimension, sigma, points, stride, base, rows, scratch);
  for (let at: usize = 0; at < rows * 4; at += 16) {
    weigh_directions(field, row, points + at, stride, base + at, weights + at);
    pull_along(field, weights + at, tangents + at);
  }
  for (let i: usize = 0; i < field.part_count; i++)
    add_products_of(field_at(field.parts, i), dimension, sigma, points, stride, tangents, 1, products, rows, scratch);
  for (let at: usize = 0; at < rows * 4; at += 16) add_led(field, row, base + at, weights + at, scores + at);
}

/** What was measured less what Tweedie's estimate x + σ²·s says, over its variance as if the data were normal. */
function weigh_directions(field: Field, row: usize, points: usize, stride: usize, base: usize, weights: usize): void {
  const dimension = field.dimension;
  const count = field.components;
  const square = v128.load_splat<f32>(row);
  const values = field.parameters + count * dimension * 4;
  for (let k: usize = 0; k < count; k++) {
    const direction = field.parameters + k * dimension * 4;
    let estimate = f32x4.splat(0.0);
    for (let j: usize = 0; j < dimension; j++) {
      const denoised = multiply_add(square, v128.load(base + j * PLANE), v128.load(points + j * stride));
      estimate = multiply_add(v128.load_splat<f32>(direction + 4 * j), denoised, estimate);
    }
    const residual = f32x4.sub(v128.load_splat<f32>(values + 4 * k), estimate);
    const variance = load<f32>(row + 4 * k, 8) + load<f32>(values + (count + k) * 4);
    v128.store(weights + k * PLANE, f32x4.div(residual, f32x4.splat(variance)));
  }
}

/** The tangents: directions times their weights. */
function pull_along(field: Field, weights: usize, tangents: usize): void {
  const dimension = field.dimension;
  for (let j: usize = 0; j < dimension; j++) {
    let sum = f32x4.splat(0.0);
    for (let k: usize = 0; k < field.components; k++) {
      const direction = field.parameters + (k * dimension + j) * 4;
      sum = multiply_add(v128.load_splat<f32>(direction), v128.load(weights + k * PLANE), sum);
    }
    v128.store(tangents + j * PLANE, sum);
  }
}

/** Adds the scores and (1 + σ²·J)·v, v the tangents, times the step of conjugate gradients along the weights. */
function add_led(field: Field, row: usize, base: usize, weights: usize, scores: usize): void {
  const dimension = field.dimension;
  const count = field.components;
  const tangents = base + dimension * PLANE;
  const products = tangents + dimension * PLANE;
  const noises = field.parameters + count * (dimension + 1) * 4;
  const square = v128.load_splat<f32>(row);
  const share = load<f32>(row, 4);
  let slope = f32x4.splat(0.0);
  let noise = f32x4.splat(0.0);
  let least = f32x4.splat(0.0);
  for (let k: usize = 0; k < count; k++) {
    const weight = v128.load(weights + k * PLANE);
    const expected = load<f32>(row + 4 * k, 8);
    const variance = load<f32>(noises + 4 * k);
    slope = multiply_add(f32x4.mul(f32x4.splat(expected + variance), weight), weight, slope);
    noise = multiply_add(f32x4.mul(f32x4.splat(variance), weight), weight, noise);
    least = multiply_add(f32x4.mul(f32x4.splat(share * expected), weight), weight, least);
  }
  let along = f32x4.splat(0.0);
  for (let j: usize = 0; j < dimension; j++) {
    const v = v128.load(tangents + j * PLANE);
    const spread = multiply_add(square, v128.load(products + j * PLANE), v);
    along = multiply_add(f32x4.mul(square, v), spread, along);
  }
  const curvature = f32x4.add(f32x4.max(along, least), noise);
  const positive = f32x4.gt(curvature, f32x4.splat(0.0));
  const factor = v128.and(f32x4.div(slope, curvature), positive);
  const whole = f32x4.splat(field.weight);
  for (let j: usize = 0; j < dimension; j++) {
    const v = v128.load(tangents + j * PLANE);
    const spread = multiply_add(square, v128.load(products + j * PLANE), v);
    const led = multiply_add(factor, spread, v128.load(base + j * PLANE));
    v128.store(scores + j * PLANE, multiply_add(whole, led, v128.load(scores + j * PLANE)));
  }
}
