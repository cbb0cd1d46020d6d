// An output unit is linear.
fn slope_of(place: u32) -> vec4f {
  return vec4f(1.0);
}
