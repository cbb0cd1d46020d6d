// Behind the coordinates of the score those of J·v.
fn score_at(j: u32, place: u32, x: vec4f, level: NoiseLevel) -> vec4f {
  if (j < part.dimension) {
    return sums[j * part.stride + place];
  }
  return products[tangent_place(0u, j - part.dimension, place)];
}
