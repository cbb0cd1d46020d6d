// The datum of each row: every datum in its turn.
fn data_of(rows: vec4u, key: vec2u) -> vec4u {
  return rows / vec4u(training.repeats);
}
