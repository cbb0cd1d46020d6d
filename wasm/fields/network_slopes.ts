import { activate_with_slope } from '../network/activate.ts';
import { multiply_by_slope } from '../network/multiply_by_slope.ts';
import { layer, ROW, ROWS } from '../network/panels.ts';
import { to_panels } from '../network/planes.ts';
import { product } from '../network/product.ts';
import type { Field } from './field.ts';
import { add_outputs } from './score_network_panels.ts';

/**
 * Adds the score of any network over a block in panels, and keeps the slopes of its activations. Layer l has them where its struct
 * says, behind the two blocks.
 * @param first the first layer at this σ (network_at_level)
 * @param blocks room for two blocks of activations, and for slopes; in the first the inputs of contexts are, if there are any
 */
export function score_with_slopes(
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
  to_panels(points, stride, blocks, dimension, rows);
  let here = blocks;
  let there = blocks + field.block;
  for (let l: usize = 0; l < field.layer_count; l++) {
    through_layer(field, dimension, l, first, here, there, true, rows);
    const own = layer(field.layers, l);
    if (l + 1 < field.layer_count) {
      activate_with_slope(field.activation, there, slopes_of(field, l, blocks), own.outputs, rows);
    }
    const last = here;
    here = there;
    there = last;
  }
  add_outputs(field, dimension, row, points, stride, here, scores, rows);
}

/** Adds J·v of so many tangents, in planes of one block, at the points of the last score. */
export function multiply_network(
  field: Field,
  dimension: usize,
  tangents: usize,
  count: usize,
  products: usize,
  rows: usize,
  first: usize,
  row: usize,
  blocks: usize,
): void {
  for (let t: usize = 0; t < count; t++) {
    const tangent = tangents + t * dimension * ROWS * 4;
    to_panels(tangent, ROWS * 4, blocks, dimension, rows);
    let here = blocks;
    let there = blocks + field.block;
    for (let l: usize = 0; l < field.layer_count; l++) {
      through_layer(field, dimension, l, first, here, there, false, rows);
      if (l + 1 < field.layer_count) {
        multiply_by_slope(there, slopes_of(field, l, blocks), layer(field.layers, l).outputs, rows);
      }
      const last = here;
      here = there;
      there = last;
    }
    add_outputs(field, dimension, row, tangent, ROWS * 4, here, products + t * dimension * ROWS * 4, rows);
  }
}

function through_layer(
  field: Field,
  dimension: usize,
  l: usize,
  first: usize,
  from: usize,
  to: usize,
  biased: bool,
  rows: usize,
): void {
  const own = layer(field.layers, l);
  const inputs = l === 0 ? dimension + field.context_inputs : own.inputs;
  const weights = l === 0 ? first : field.parameters + own.offset;
  // Tangents move no context.
  const terms = l === 0 && !biased ? dimension : inputs;
  product(to, from, terms, weights, (inputs + 1) * ROW, own.outputs, biased, rows);
}

// @inline
function slopes_of(field: Field, l: usize, blocks: usize): usize {
  return blocks + 2 * field.block + layer(field.layers, l).slope;
}
