// The tangents along which a measurement pulls: directions times their weights. Workgroups in y share the coordinates.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  if (sampling.first_quad + id.x >= sampling.end_quad) {
    return;
  }
  for (var j = id.y; j < part.dimension; j += workgroups.y) {
    var sum = vec4f(0.0);
    for (var k = 0u; k < measurement.count; k++) {
      sum = fma(vec4f(direction(k, j)), led[weight_place(k, id.x)], sum);
    }
    tangents[tangent_place(0u, j, id.x)] = sum;
  }
}
