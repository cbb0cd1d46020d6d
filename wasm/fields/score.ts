import { NO_CONTEXT } from '../network/context.ts';
import { layer, ROWS } from '../network/panels.ts';
import { add_scores } from './add_scores.ts';
import { context_to_panels } from './context_to_panels.ts';
import { CUSTOM, type Field, MIXTURE, NETWORK_LANES, NETWORK_PANELS } from './field.ts';
import { first_layer_bytes, network_at_level } from './network_at_level.ts';
import { score_mixture } from './score_mixture.ts';
import { score_network_lanes } from './score_network_lanes.ts';
import { score_network_panels } from './score_network_panels.ts';

/** A function of the user's own, which the host evaluates: planes of points, `stride` bytes apart, to planes of scores, a block apart. */
// @external('host', 'custom_score')
declare function custom_score(index: u32, points: usize, stride: usize, scores: usize, rows: usize, sigma: usize): void;

/** Fields of a list: their addresses follow one another. */
// @inline
function field_at(fields: usize, index: usize): Field {
  return changetype<Field>(fields + index * offsetof<Field>());
}

/** Readies a thread's scratch memory for another σ, by its index: what depends on that alone. */
export function set_level(fields: usize, count: usize, dimension: usize, sigma: usize, scratch: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const field = field_at(fields, i);
    if (field.kind > NETWORK_PANELS) continue;
    network_at_level(scratch + field.scratch, field, dimension, field.table + sigma * field.table_step);
  }
}

/**
 * The weighted sum of the scores of a block of points: planes of x, `stride` bytes apart, to planes of scores.
 * @param offset bytes of a plane before this block
 */
export function score(
  fields: usize,
  count: usize,
  dimension: usize,
  sigma: usize,
  points: usize,
  offset: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  scratch: usize,
): void {
  memory.fill(scores, 0, dimension * ROWS * 4);
  for (let i: usize = 0; i < count; i++) {
    const field = field_at(fields, i);
    const own = scratch + field.scratch;
    const row = field.table + sigma * field.table_step;
    if (field.kind === NETWORK_LANES) {
      score_network_lanes(field, dimension, points, stride, scores, rows, own, row);
    } else if (field.kind === NETWORK_PANELS) {
      const blocks = own + first_layer_bytes(layer(field.layers, 0).outputs, dimension + field.context_inputs);
      if (field.context !== NO_CONTEXT) context_to_panels(field, dimension, offset, stride, blocks, rows);
      score_network_panels(field, dimension, points, stride, scores, rows, own, row, blocks);
    } else if (field.kind === MIXTURE) {
      score_mixture(field, dimension, points, stride, scores, rows, row, own);
    } else if (field.kind === CUSTOM) {
      custom_score(field.index, points, stride, own, rows, sigma);
      add_scores(field, dimension, own, scores, rows);
    }
  }
}
