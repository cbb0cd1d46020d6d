// Exact score of a perturbed mixture in any dimension: as score_mixture_lanes.wgsl, with the sums in planes of storage.
@group(1) @binding(2) var<storage, read> mixture: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  var top = vec4f(-3e38);
  var total = vec4f(0.0);
  for (var j = 0u; j < field.dimension; j++) {
    activations[(layer.result + j) * layer.stride + id.x] = vec4f(0.0);
  }
  for (var k = 0u; k < field.terms; k++) {
    let component = (stages[sampling.first_stage].sigma_index * field.terms + k) * (field.dimension + 2u);
    let inverse = mixture[component + 1u];
    var distance = vec4f(0.0);
    for (var j = 0u; j < field.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * sampling.quads + quad];
      distance = fma(pull, pull, distance);
    }
    let exponent = mixture[component] - 0.5 * inverse * distance;
    let higher = max(top, exponent);
    let keep = exp(max(top - higher, vec4f(-87.0)));
    let weight = exp(max(exponent - higher, vec4f(-87.0)));
    total = fma(total, keep, weight);
    for (var j = 0u; j < field.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * sampling.quads + quad];
      let at = (layer.result + j) * layer.stride + id.x;
      activations[at] = fma(activations[at], keep, weight * inverse * pull);
    }
    top = higher;
  }
  for (var j = 0u; j < field.dimension; j++) {
    activations[(layer.result + j) * layer.stride + id.x] /= total;
  }
}
