// The network's output is σ times the score: s = net(x̃, σ)/σ (Song and Ermon 2020, technique 3).
fn input_scale(sigma: vec4f) -> vec4f {
  return vec4f(1.0);
}

fn output_scale(sigma: vec4f) -> vec4f {
  return 1.0 / sigma;
}

fn skip_scale(sigma: vec4f) -> vec4f {
  return vec4f(0.0);
}
