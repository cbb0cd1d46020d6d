// Forward pass of one layer: W·h + b for OUTPUTS units of VECTORS quads an invocation, handed to store_….wgsl. Which units and
// quads those are comes with the product.
// Twin: src/engines/cpu/forward.ts.
@group(1) @binding(0) var<storage, read> parameters: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> activations: array<vec4f>;

fn weights(at: u32) -> vec4f {
  return parameters[at];
}

fn term(at: u32) -> vec4f {
  return activations[at];
}

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = first_unit(invocation);
  let quad = first_quad(invocation);
  let member = member_of(invocation.workgroup.z);
  let planes = member * layer.member_planes + quad;
  let own = layer.weight + 4u * member * layer.member_parameters + first;
  let given = Operands(own >> 2u, layer.outputs >> 2u, layer.source * layer.stride + planes, layer.stride);
  var sums = product(layer.inputs, given, invocation);
  let biases = own + layer.inputs * layer.outputs;
  for (var o = 0u; o < layer.output_tile; o++) { // unroll if WRITTEN_OUT
    let bias = weights((biases + unit_step(o)) >> 2u)[o & 3u];
    for (var g = 0u; g < VECTORS; g++) { // unroll
      store((layer.result + first + unit_step(o)) * layer.stride + planes + g * QUAD_STEP, sums[o][g] + bias);
    }
  }
}
