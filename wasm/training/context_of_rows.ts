import { context_column, context_input } from '../network/context.ts';
import { uniform, words } from '../random/normal.ts';
import { CONTEXTS } from '../random/streams.ts';
import { input_planes, PLANE } from './rows.ts';
import type { Training } from './training.ts';

/**
 * The inputs that stand for the contexts of the sixteen rows from `row` on, written at `at` bytes of their planes: zeros where a row comes
 * without its context. Twin: src/engines/cpu/draw_rows.ts, shaders/training/condition_context.wgsl.
 * @param data the places of their data
 * @param made room for four vectors
 */
export function context_of_rows(
  t: Training,
  step: u32,
  row: u32,
  data: usize,
  planes: usize,
  at: usize,
  made: usize,
): void {
  const columns = t.width - t.dimension;
  const before = t.dimension + t.features;
  const count = t.inputs - before;
  const inputs = input_planes(planes) + before * PLANE + at;
  const drops = t.context_dropout > 0;
  if (drops) words(made, row >> 2, 0, step, CONTEXTS, t.key0, t.key1);
  for (let k: usize = 0; k < 64; k += 16) {
    let kept = i32x4.splat(-1);
    if (drops) kept = f32x4.gt(uniform(v128.load(made + k)), f32x4.splat(t.context_dropout));
    for (let i: usize = 0; i < count; i++) {
      const column = gathered(t, data + k, t.dimension + context_column(t.context, columns, i));
      v128.store(inputs + i * PLANE + k, v128.and(kept, context_input(t.context, columns, i, column)));
    }
  }
}

/** One number of the rows of four data. */
// @inline
function gathered(t: Training, data: usize, j: usize): v128 {
  let four = f32x4.splat(number_of(t, data, j));
  four = f32x4.replace_lane(four, 1, number_of(t, data + 4, j));
  four = f32x4.replace_lane(four, 2, number_of(t, data + 8, j));
  return f32x4.replace_lane(four, 3, number_of(t, data + 12, j));
}

/** Number j of the row of a datum, which are its coordinates, then the columns of its context. */
// @inline
export function number_of(t: Training, datum: usize, j: usize): f32 {
  return load<f32>(t.data + (<usize>load<u32>(datum) * t.width + j) * 4);
}
