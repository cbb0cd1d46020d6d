import { ROWS } from '../network/panels.ts';
import type { Field } from './field.ts';

/** Adds planes of scores, such as a function of the host's has left, to those of the sum. */
export function add_scores(field: Field, dimension: usize, from: usize, scores: usize, rows: usize): void {
  const weight = f32x4.splat(field.weight);
  for (let j: usize = 0; j < dimension; j++) {
    const plane = j * ROWS * 4;
    for (let at = plane; at < plane + rows * 4; at += 16) {
      v128.store(scores + at, f32x4.add(v128.load(scores + at), f32x4.mul(weight, v128.load(from + at))));
    }
  }
}
