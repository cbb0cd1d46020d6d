// The weights of one layer as [outputs][inputs], for the backward pass: an invocation turns a block of 4 × 4.
@group(1) @binding(0) var<storage, read> parameters: array<vec4f>;
@group(1) @binding(3) var<storage, read_write> transposed: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let member = member_of(id.z) * layer.member_parameters;
  let input = 4u * id.x;
  if (input >= layer.inputs) {
    return;
  }
  let at = member + (layer.weight + input * layer.outputs) / 4u + id.y;
  let across = layer.outputs / 4u;
  let block = transpose(mat4x4f(parameters[at], parameters[at + across], parameters[at + 2u * across],
    parameters[at + 3u * across]));
  for (var o = 0u; o < 4u; o++) { // unroll
    transposed[member + (layer.weight + (4u * id.y + o) * layer.inputs) / 4u + id.x] = block[o];
  }
}
