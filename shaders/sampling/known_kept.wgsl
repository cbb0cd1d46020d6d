// Known coordinates, which are their values with noise. Twin: src/engines/cpu/known.ts.
// Laid out as the particles where KNOWN_OF_EACH is 1, else a vector for each dimension; UNKNOWN where a coordinate is not known.
@group(0) @binding(5) var<storage, read> known: array<vec4f>;

// Coordinate j of a quad of particles after so many updates. @param sigma of the noise that known coordinates are to carry
fn with_known(x: vec4f, j: u32, quad: u32, updates: u32, sigma: f32) -> vec4f {
  var at = j;
  if (KNOWN_OF_EACH == 1u) {
    at = j * sampling.quads + min(quad, sampling.quads - 1u);
  }
  let value = known[at];
  let drawn = value == vec4f(UNKNOWN);
  if (all(drawn)) {
    return x;
  }
  let z = normals(vec4u(sampling.base_quad + quad, j, updates, KNOWN_STREAM), sampling.key);
  return select(fma(vec4f(sigma), z, value), x, drawn);
}
