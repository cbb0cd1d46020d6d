// The noise level of each row: ln σ uniform between those of the last level and the first.
fn level_of(quad: u32, rows: vec4u, key: vec2u) -> Level {
  let words = philox(vec4u(quad, 0u, training.step, LEVELS_STREAM), key);
  let u = vec4f((words >> vec4u(8u)) + 1u) * 0x1p-24;
  let low = sigmas[training.levels - 1u].y;
  let log_sigma = fma(u, vec4f(sigmas[0].y - low), vec4f(low));
  return Level(exp(log_sigma), log_sigma);
}
