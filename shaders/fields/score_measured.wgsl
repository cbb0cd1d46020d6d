// s(x, σ) in dimension j of the quad at `place` in the range, led towards a measurement, as the dispatches before have left it.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  return led[led_place(j, place)];
}
