// The datum of each row: one drawn with replacement for each slot of the batch. Twin: src/engines/cpu/draw_rows.ts.
fn data_of(rows: vec4u, key: vec2u) -> vec4u {
  let slots = rows / vec4u(training.repeats);
  var quad = slots.x >> 2u;
  var words = philox(vec4u(quad, 0u, training.step, ROWS_STREAM), key);
  var drawn = vec4u(0u);
  // The four rows mostly come from one quad of slots, so mostly one call is enough.
  for (var lane = 0u; lane < 4u; lane++) {
    if ((slots[lane] >> 2u) != quad) {
      quad = slots[lane] >> 2u;
      words = philox(vec4u(quad, 0u, training.step, ROWS_STREAM), key);
    }
    drawn[lane] = words[slots[lane] & 3u];
  }
  return part(drawn, training.data);
}
