// The slope of a hidden unit, where store_slope.wgsl left it.
fn slope_of(place: u32) -> vec4f {
  return deltas[place];
}
