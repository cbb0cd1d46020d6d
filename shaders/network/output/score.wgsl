// The network's output is the score: s = net(x̃, σ).
fn input_scale(sigma: vec4f) -> vec4f {
  return vec4f(1.0);
}

fn output_scale(sigma: vec4f) -> vec4f {
  return vec4f(1.0);
}

fn skip_scale(sigma: vec4f) -> vec4f {
  return vec4f(0.0);
}
