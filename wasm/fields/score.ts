import { ROWS } from '../network/panels.ts';
import { score_derivatives } from './derivatives.ts';
import { CUSTOM, DERIVATIVES, MEASURED, MIXTURE } from './field.ts';
import { add_score_of, field_at } from './leaf.ts';
import { network_at_level } from './network_at_level.ts';
import { score_measured } from './score_measured.ts';

/** Readies a thread's scratch memory for another σ, by its index: what depends on that alone. */
export function set_level(fields: usize, count: usize, dimension: usize, sigma: usize, scratch: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const field = field_at(fields, i);
    if (field.part_count > 0) set_level(field.parts, field.part_count, field.dimension, sigma, scratch);
    else if (field.kind !== MIXTURE && field.kind !== CUSTOM)
      network_at_level(scratch + field.scratch, field, dimension, field.table + sigma * field.table_step);
  }
}

/** The weighted sum of the scores of a block of points: planes of x, `stride` bytes apart, to planes of scores. */
export function score(
  fields: usize,
  count: usize,
  dimension: usize,
  sigma: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  scratch: usize,
): void {
  memory.fill(scores, 0, dimension * ROWS * 4);
  for (let i: usize = 0; i < count; i++) {
    const field = field_at(fields, i);
    if (field.kind === DERIVATIVES) score_derivatives(field, sigma, points, stride, scores, rows, scratch);
    else if (field.kind === MEASURED) score_measured(field, sigma, points, stride, scores, rows, scratch);
    else add_score_of(field, dimension, sigma, points, stride, scores, rows, scratch);
  }
}
