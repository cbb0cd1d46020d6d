// The noise level of each row: ln σ normal (Karras et al. 2022, table 1).
fn level_of(quad: u32, rows: vec4u, key: vec2u) -> Level {
  let z = normals(vec4u(quad, 0u, training.step, LEVELS_STREAM), key);
  let log_sigma = fma(vec4f(training.log_sigma_deviation), z, vec4f(training.log_sigma_mean));
  return Level(exp(log_sigma), log_sigma);
}
