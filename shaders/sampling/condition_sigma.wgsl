// Condition i of a network that is conditioned on σ alone.
fn condition(i: u32, quad: u32, sigma: vec4f, log_sigma: vec4f) -> vec4f {
  return feature(i, sigma, log_sigma);
}
