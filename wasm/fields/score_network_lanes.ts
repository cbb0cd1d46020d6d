import {
  gate,
  RELU,
  type Relu,
  SILU,
  type Silu,
  type Softplus,
  TANH,
  type Tanh,
  value_of,
} from '../network/activation.ts';
import { layer, ROW, ROWS } from '../network/panels.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import type { Field } from './field.ts';

/**
 * Adds the score of a network of one hidden layer in one or two dimensions, rows in the lanes of vectors: activations stay in
 * registers, and each weight that is loaded serves several vectors.
 * @param points planes of x, `stride` bytes apart
 * @param scores planes of the sum, of one block
 * @param first the first layer at this σ (network_at_level)
 * @param row of the field's table
 */
export function score_network_lanes(
  field: Field,
  dimension: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  first: usize,
  row: usize,
): void {
  const kind = field.activation;
  if (kind === RELU) of_kind<Relu>(field, dimension, points, stride, scores, rows, first, row);
  else if (kind === SILU) of_kind<Silu>(field, dimension, points, stride, scores, rows, first, row);
  else if (kind === TANH) of_kind<Tanh>(field, dimension, points, stride, scores, rows, first, row);
  else of_kind<Softplus>(field, dimension, points, stride, scores, rows, first, row);
}

function of_kind<K>(
  field: Field,
  dimension: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  first: usize,
  row: usize,
): void {
  const last = layer(field.layers, 1);
  const weights = field.parameters + last.offset;
  const bytes = rows * 4;
  if (dimension === 1) {
    for (let at: usize = 0; at < bytes; at += 64)
      sixteen_on_a_line<K>(points + at, scores + at, first, weights, last.inputs, field, row);
  } else {
    for (let at: usize = 0; at < bytes; at += 32)
      eight_in_the_plane<K>(points + at, stride, scores + at, first, weights, last.inputs, field, row);
  }
}

/** sum + weight·(skip·x + output·net). */
// @inline
function add_score(scores: usize, x: v128, net: v128, field: Field, row: usize): void {
  const score = multiply_add(f32x4.splat(load<f32>(row, 8)), x, f32x4.mul(f32x4.splat(load<f32>(row, 4)), net));
  v128.store(scores, multiply_add(f32x4.splat(field.weight), score, v128.load(scores)));
}

// @inline
function sixteen_on_a_line<K>(
  points: usize,
  scores: usize,
  first: usize,
  weights: usize,
  units: usize,
  field: Field,
  row: usize,
): void {
  const x0 = v128.load(points);
  const x1 = v128.load(points, 16);
  const x2 = v128.load(points, 32);
  const x3 = v128.load(points, 48);
  let s0 = v128.load_splat<f32>(weights + units * ROW);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let w = first;
  let v = weights;
  const end = weights + units * ROW;
  do {
    // A panel of hidden units: their weights of x, then their biases.
    const stop = min<usize>(v + 8 * ROW, end);
    do {
      const weight = v128.load_splat<f32>(w);
      const bias = v128.load_splat<f32>(w, ROW);
      const output = v128.load_splat<f32>(v);
      const z0 = multiply_add(x0, weight, bias);
      s0 = multiply_add(value_of<K>(z0, gate<K>(z0)), output, s0);
      const z1 = multiply_add(x1, weight, bias);
      s1 = multiply_add(value_of<K>(z1, gate<K>(z1)), output, s1);
      const z2 = multiply_add(x2, weight, bias);
      s2 = multiply_add(value_of<K>(z2, gate<K>(z2)), output, s2);
      const z3 = multiply_add(x3, weight, bias);
      s3 = multiply_add(value_of<K>(z3, gate<K>(z3)), output, s3);
      w += 4;
      v += ROW;
    } while (v < stop);
    w += ROW;
  } while (v < end);
  add_score(scores, x0, s0, field, row);
  add_score(scores + 16, x1, s1, field, row);
  add_score(scores + 32, x2, s2, field, row);
  add_score(scores + 48, x3, s3, field, row);
}

// @inline
function eight_in_the_plane<K>(
  points: usize,
  stride: usize,
  scores: usize,
  first: usize,
  weights: usize,
  units: usize,
  field: Field,
  row: usize,
): void {
  const x0 = v128.load(points);
  const x1 = v128.load(points, 16);
  const y0 = v128.load(points + stride);
  const y1 = v128.load(points + stride, 16);
  let s0 = v128.load_splat<f32>(weights + units * ROW);
  let s1 = s0;
  let t0 = v128.load_splat<f32>(weights + units * ROW, 4);
  let t1 = t0;
  let w = first;
  let v = weights;
  const end = weights + units * ROW;
  do {
    const stop = min<usize>(v + 8 * ROW, end);
    do {
      const weight_x = v128.load_splat<f32>(w);
      const weight_y = v128.load_splat<f32>(w, ROW);
      const bias = v128.load_splat<f32>(w, 2 * ROW);
      const output_x = v128.load_splat<f32>(v);
      const output_y = v128.load_splat<f32>(v, 4);
      const z0 = multiply_add(x0, weight_x, multiply_add(y0, weight_y, bias));
      const a0 = value_of<K>(z0, gate<K>(z0));
      s0 = multiply_add(a0, output_x, s0);
      t0 = multiply_add(a0, output_y, t0);
      const z1 = multiply_add(x1, weight_x, multiply_add(y1, weight_y, bias));
      const a1 = value_of<K>(z1, gate<K>(z1));
      s1 = multiply_add(a1, output_x, s1);
      t1 = multiply_add(a1, output_y, t1);
      w += 4;
      v += ROW;
    } while (v < stop);
    w += 2 * ROW;
  } while (v < end);
  add_score(scores, x0, s0, field, row);
  add_score(scores + 16, x1, s1, field, row);
  add_score(scores + ROWS * 4, y0, t0, field, row);
  add_score(scores + ROWS * 4 + 16, y1, t1, field, row);
}
