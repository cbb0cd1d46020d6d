// Input i that conditions the network on σ: σ itself.
fn feature(i: u32, sigma: vec4f, log_sigma: vec4f) -> vec4f {
  return sigma;
}
