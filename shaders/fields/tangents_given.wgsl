// The tangents that stand beside the points.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  for (var j = 0u; j < part.dimension; j++) {
    tangents[tangent_place(0u, j, id.x)] = particles[(part.dimension + j) * sampling.quads + quad];
  }
}
