// s(x, σ) in dimension j of the quad at `place` in the range, as a kernel before left it.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  return activations[(layer.result + j) * layer.stride + place];
}
