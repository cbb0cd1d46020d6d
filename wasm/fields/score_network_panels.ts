import { forward_rest } from '../network/forward.ts';
import { layer, PANEL, ROW, ROWS } from '../network/panels.ts';
import { to_panels } from '../network/planes.ts';
import { product } from '../network/product.ts';
import type { Field } from './field.ts';

/**
 * Adds the score of any network, a dense layer after another, over a block in panels.
 * @param blocks room for two blocks of activations, in the first of which the inputs of contexts are, if there are any
 */
export function score_network_panels(
  field: Field,
  dimension: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  first: usize,
  row: usize,
  blocks: usize,
): void {
  const own = layer(field.layers, 0);
  const other = blocks + field.block;
  to_panels(points, stride, blocks, dimension, rows);
  const inputs = dimension + field.context_inputs;
  product(other, blocks, inputs, first, (inputs + 1) * ROW, own.outputs, true, rows);
  const net = forward_rest(field.layers, field.layer_count, field.parameters, field.activation, other, blocks, rows);
  add_outputs(field, dimension, row, points, stride, net, scores, rows);
}

/**
 * Adds weight·(skip·x + output·net) to planes.
 * @param x planes, `stride` bytes apart
 * @param net outputs of the network, in panels
 */
export function add_outputs(
  field: Field,
  dimension: usize,
  row: usize,
  x: usize,
  stride: usize,
  net: usize,
  sums: usize,
  rows: usize,
): void {
  const output = field.weight * load<f32>(row, 4);
  const skip = field.weight * load<f32>(row, 8);
  for (let j: usize = 0; j < dimension; j++) {
    const plane = x + j * stride;
    const from = net + (j >> 3) * PANEL + (j & 7) * 4;
    const to = sums + j * ROWS * 4;
    for (let r: usize = 0; r < rows; r++) {
      const sum = skip * load<f32>(plane + 4 * r) + output * load<f32>(from + r * ROW);
      store<f32>(to + 4 * r, load<f32>(to + 4 * r) + sum);
    }
  }
}
