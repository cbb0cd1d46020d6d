// The noise level of each row: a random one (Song and Ermon 2019, algorithm of section 4.2).
fn level_of(quad: u32, rows: vec4u, key: vec2u) -> Level {
  return level_at(part(philox(vec4u(quad, 0u, training.step, LEVELS_STREAM), key), training.levels));
}
