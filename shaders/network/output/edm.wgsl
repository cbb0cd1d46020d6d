// The preconditioned form of EDM (Karras et al. 2022, table 1) for data of deviation data_deviation():
// s = skip·x̃ + output·net(input·x̃, σ). Twin: scalesOf in src/conditioning.ts, where the terms are derived.
fn variance(sigma: vec4f) -> vec4f {
  return fma(sigma, sigma, vec4f(data_deviation() * data_deviation()));
}

fn input_scale(sigma: vec4f) -> vec4f {
  return 1.0 / sqrt(variance(sigma));
}

fn output_scale(sigma: vec4f) -> vec4f {
  return data_deviation() / (sigma * sqrt(variance(sigma)));
}

fn skip_scale(sigma: vec4f) -> vec4f {
  return -1.0 / variance(sigma);
}
