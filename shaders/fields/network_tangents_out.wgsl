// J·v of the score of a network from the derivatives of its outputs. `layer` is the last.
@group(1) @binding(1) var<storage, read_write> moved: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (sampling.first_quad + id.x >= sampling.end_quad) {
    return;
  }
  let sigma = vec4f(stages[sampling.first_stage].sigma);
  for (var j = 0u; j < field.dimension; j++) {
    let along = moved[id.z * layer.member_planes + (layer.result + j) * layer.stride + id.x];
    let v = tangents[tangent_place(id.z, j, id.x)];
    add_product(id.z, j, id.x, fma(skip_scale(sigma), v, output_scale(sigma) * along));
  }
}
