// Behind the coordinates of the score, −v·(J·v) of every probe.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  if (j < part.dimension) {
    return sums[j * part.stride + place];
  }
  var sum = vec4f(0.0);
  for (var i = 0u; i < part.dimension; i++) {
    let at = tangent_place(j - part.dimension, i, place);
    sum = fma(tangents[at], products[at], sum);
  }
  return -sum;
}
