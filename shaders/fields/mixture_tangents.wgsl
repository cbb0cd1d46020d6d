// J·v of the exact score of a perturbed mixture, whose scores mixture_planes.wgsl has left in the first planes; the sums are in those
// behind. With A_k = (μ_k − x)/v_k it is Σ r_k·((A_k − s)·((A_k − s)·v) − v/v_k). Twin: src/engines/cpu/mixture_tangents.ts.
@group(1) @binding(2) var<storage, read> mixture: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  let first_sum = (layer.result + (1u + id.z) * field.dimension) * layer.stride + id.x;
  var top = vec4f(-3e38);
  var total = vec4f(0.0);
  var inverses = vec4f(0.0);
  for (var j = 0u; j < field.dimension; j++) {
    activations[first_sum + j * layer.stride] = vec4f(0.0);
  }
  for (var k = 0u; k < field.terms; k++) {
    let component = (stages[sampling.first_stage].sigma_index * field.terms + k) * (field.dimension + 2u);
    let inverse = mixture[component + 1u];
    var distance = vec4f(0.0);
    var product = vec4f(0.0);
    for (var j = 0u; j < field.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * sampling.quads + quad];
      let apart = fma(vec4f(inverse), pull, -activations[(layer.result + j) * layer.stride + id.x]);
      distance = fma(pull, pull, distance);
      product = fma(apart, tangents[tangent_place(id.z, j, id.x)], product);
    }
    let exponent = mixture[component] - 0.5 * inverse * distance;
    let higher = max(top, exponent);
    let keep = exp(max(top - higher, vec4f(-87.0)));
    let weight = exp(max(exponent - higher, vec4f(-87.0)));
    total = fma(total, keep, weight);
    inverses = fma(inverses, keep, weight * inverse);
    for (var j = 0u; j < field.dimension; j++) {
      let pull = mixture[component + 2u + j] - particles[j * sampling.quads + quad];
      let apart = fma(vec4f(inverse), pull, -activations[(layer.result + j) * layer.stride + id.x]);
      let at = first_sum + j * layer.stride;
      activations[at] = fma(activations[at], keep, weight * product * apart);
    }
    top = higher;
  }
  for (var j = 0u; j < field.dimension; j++) {
    let v = tangents[tangent_place(id.z, j, id.x)];
    add_product(id.z, j, id.x, (activations[first_sum + j * layer.stride] - inverses * v) / total);
  }
}
