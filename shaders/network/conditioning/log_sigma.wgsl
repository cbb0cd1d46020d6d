// Input i that conditions the network on σ: ln σ.
fn feature(i: u32, sigma: vec4f, log_sigma: vec4f) -> vec4f {
  return log_sigma;
}
