import { context_column, context_input } from '../network/context.ts';
import { PANEL, ROW } from '../network/panels.ts';
import type { Field } from './field.ts';

/** The inputs that stand for the contexts of a block of particles, into panels behind the coordinates. Twin: src/engines/cpu/network_score.ts. */
export function context_to_panels(
  field: Field,
  dimension: usize,
  offset: usize,
  stride: usize,
  out: usize,
  rows: usize,
): void {
  const columns = field.context_columns;
  for (let i: usize = 0; i < field.context_inputs; i++) {
    const from = field.contexts + context_column(field.context, columns, i) * stride + offset;
    const u = dimension + i;
    const to = out + (u >> 3) * PANEL + (u & 7) * 4;
    for (let r: usize = 0; r < rows; r += 4) {
      const four = context_input(field.context, columns, i, v128.load(from + 4 * r));
      store<f32>(to + r * ROW, f32x4.extract_lane(four, 0));
      store<f32>(to + (r + 1) * ROW, f32x4.extract_lane(four, 1));
      store<f32>(to + (r + 2) * ROW, f32x4.extract_lane(four, 2));
      store<f32>(to + (r + 3) * ROW, f32x4.extract_lane(four, 3));
    }
  }
}
