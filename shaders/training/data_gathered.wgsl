// The datum of each row, where the data of the dispatch's rows were gathered before: one a slot, from its first slot on.
// Lanes past the last row of the dispatch repeat its datum. Twin: src/engines/cpu/draw_rows.ts.
fn data_of(rows: vec4u, key: vec2u) -> vec4u {
  let last = vec4u(training.end_row - 1u);
  return min(rows, last) / vec4u(training.repeats) - vec4u(training.first_row / training.repeats);
}
