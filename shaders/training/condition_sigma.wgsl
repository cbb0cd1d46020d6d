// Condition i of the rows of a network that is conditioned on σ alone.
fn has_context(quad: u32, key: vec2u) -> vec4f {
  return vec4f(0.0);
}

fn condition(i: u32, level: Level, datum: vec4u, context: vec4f) -> vec4f {
  return feature(i, level.sigma, level.log_sigma);
}
