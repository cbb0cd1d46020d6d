import { NO_CONTEXT } from '../network/context.ts';
import { layer, ROWS } from '../network/panels.ts';
import { add_scores } from './add_scores.ts';
import { context_to_panels } from './context_to_panels.ts';
import { CUSTOM, type Field, MIXTURE, NETWORK_LANES, NETWORK_PANELS, NETWORK_SLOPES } from './field.ts';
import { multiply_mixture } from './multiply_mixture.ts';
import { first_layer_bytes } from './network_at_level.ts';
import { multiply_network, score_with_slopes } from './network_slopes.ts';
import { score_mixture } from './score_mixture.ts';
import { score_network_lanes } from './score_network_lanes.ts';
import { score_network_panels } from './score_network_panels.ts';

/** A function of the user's own, which the host evaluates: planes of points, `stride` bytes apart, to planes of scores, a block apart. */
// @external('host', 'custom_score')
declare function custom_score(index: u32, points: usize, stride: usize, scores: usize, rows: usize, sigma: usize): void;

/** The same for J·v of one tangent, in planes of one block. */
// @external('host', 'custom_product')
declare function custom_product(
  index: u32,
  points: usize,
  stride: usize,
  tangent: usize,
  products: usize,
  rows: usize,
  sigma: usize,
): void;

/** Fields of a list: their addresses follow one another. */
// @inline
export function field_at(fields: usize, index: usize): Field {
  return changetype<Field>(fields + index * offsetof<Field>());
}

/** Adds the score of a field that is no more than that: planes of x, `stride` bytes apart, to planes of scores of one block. */
export function add_score_of(
  field: Field,
  dimension: usize,
  sigma: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  scratch: usize,
): void {
  const own = scratch + field.scratch;
  const row = field.table + sigma * field.table_step;
  if (field.kind === NETWORK_LANES) {
    score_network_lanes(field, dimension, points, stride, scores, rows, own, row);
  } else if (field.kind === NETWORK_PANELS || field.kind === NETWORK_SLOPES) {
    const blocks = blocks_of(field, dimension, own);
    if (field.context !== NO_CONTEXT)
      context_to_panels(field, dimension, points - field.particles, stride, blocks, rows);
    if (field.kind === NETWORK_PANELS) {
      score_network_panels(field, dimension, points, stride, scores, rows, own, row, blocks);
    } else {
      score_with_slopes(field, dimension, points, stride, scores, rows, own, row, blocks);
    }
  } else if (field.kind === MIXTURE) {
    score_mixture(field, dimension, points, stride, scores, rows, row, own);
  } else if (field.kind === CUSTOM) {
    custom_score(field.index, points, stride, own, rows, sigma);
    add_scores(field, dimension, own, scores, rows);
  }
}

/** Adds J·v of so many tangents, in planes of one block, at the points of its last score. */
export function add_products_of(
  field: Field,
  dimension: usize,
  sigma: usize,
  points: usize,
  stride: usize,
  tangents: usize,
  count: usize,
  products: usize,
  rows: usize,
  scratch: usize,
): void {
  const own = scratch + field.scratch;
  const row = field.table + sigma * field.table_step;
  if (field.kind === NETWORK_SLOPES) {
    multiply_network(field, dimension, tangents, count, products, rows, own, row, blocks_of(field, dimension, own));
  } else if (field.kind === MIXTURE) {
    multiply_mixture(field, dimension, points, stride, tangents, count, products, rows, row, own);
  } else if (field.kind === CUSTOM) {
    const bytes = dimension * ROWS * 4;
    for (let t: usize = 0; t < count; t++) {
      custom_product(field.index, points, stride, tangents + t * bytes, own, rows, sigma);
      add_scores(field, dimension, own, products + t * bytes, rows);
    }
  }
}

/** Where the activations of a network in panels are, behind its first layer at this σ. */
// @inline
function blocks_of(field: Field, dimension: usize, own: usize): usize {
  return own + first_layer_bytes(layer(field.layers, 0).outputs, dimension + field.context_inputs);
}
