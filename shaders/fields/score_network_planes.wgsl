// s(x, σ) in dimension j of the quad at `place` in the range, from the outputs of a network in planes. `layer` is the last.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  let sigma = vec4f(level.sigma);
  return fma(skip_scale(sigma), x, output_scale(sigma) * activations[(layer.result + j) * layer.stride + place]);
}
