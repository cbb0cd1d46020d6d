// Exact score of a perturbed mixture in any dimension, for a quad of particles in storage: as score_mixture_lanes.wgsl,
// with the sums in a column of storage.
@group(1) @binding(0) var<storage, read> mixture: array<f32>;
@group(1) @binding(1) var<storage, read_write> sums: array<vec4f>;

fn column_of(workgroup: u32, local: u32) -> u32 {
  return workgroup * walk.dimension * 64u + local;
}

fn score(quad: u32, column: u32) {
  var top = vec4f(-3e38);
  var total = vec4f(0.0);
  for (var j = 0u; j < walk.dimension; j++) {
    sums[column + j * 64u] = vec4f(0.0);
  }
  for (var k = 0u; k < walk.terms; k++) {
    let component = (walk.level * walk.terms + k) * (walk.dimension + 2u);
    let inverse = mixture[component + 1u];
    var distance = vec4f(0.0);
    for (var j = 0u; j < walk.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * walk.quads + quad];
      distance = fma(pull, pull, distance);
    }
    let exponent = mixture[component] - 0.5 * inverse * distance;
    let higher = max(top, exponent);
    let keep = exp(max(top - higher, vec4f(-87.0)));
    let weight = exp(max(exponent - higher, vec4f(-87.0)));
    total = fma(total, keep, weight);
    for (var j = 0u; j < walk.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * walk.quads + quad];
      sums[column + j * 64u] = fma(sums[column + j * 64u], keep, weight * inverse * pull);
    }
    top = higher;
  }
  for (var j = 0u; j < walk.dimension; j++) {
    sums[column + j * 64u] /= total;
  }
}

fn score_at(j: u32, column: u32) -> vec4f {
  return sums[column + j * 64u];
}
