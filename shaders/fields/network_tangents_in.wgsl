// The derivatives of a network's inputs along tangents: x moves, what the network is conditioned on does not. `layer` is the first.
@group(1) @binding(1) var<storage, read_write> moved: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let sigma = vec4f(stages[sampling.first_stage].sigma);
  for (var i = 0u; i < layer.inputs; i++) {
    var value = vec4f(0.0);
    if (i < field.dimension && sampling.first_quad + id.x < sampling.end_quad) {
      value = input_scale(sigma) * tangents[tangent_place(id.z, i, id.x)];
    }
    moved[id.z * layer.member_planes + i * layer.stride + id.x] = value;
  }
}
