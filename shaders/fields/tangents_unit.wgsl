// A tangent along every coordinate.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (sampling.first_quad + id.x >= sampling.end_quad) {
    return;
  }
  for (var j = 0u; j < part.dimension; j++) {
    tangents[tangent_place(id.z, j, id.x)] = vec4f(select(0.0, 1.0, j == id.z));
  }
}
