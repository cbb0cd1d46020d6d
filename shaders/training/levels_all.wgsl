// The noise level of each row: every level in its turn.
fn level_of(quad: u32, rows: vec4u, key: vec2u) -> Level {
  return level_at(rows % vec4u(training.levels));
}
