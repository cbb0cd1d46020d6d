// Behind the coordinates of the score, −tr J from the products with the unit vectors.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  if (j < part.dimension) {
    return sums[j * part.stride + place];
  }
  var trace = vec4f(0.0);
  for (var t = 0u; t < part.dimension; t++) {
    trace += products[tangent_place(t, t, place)];
  }
  return -trace;
}
