// s(x, σ) in dimension j of the quad at `place` in the range: the sum that the dispatches before have left.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  return sums[j * part.stride + place];
}
