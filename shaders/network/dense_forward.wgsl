// Forward pass of one layer: W·h + b for OUTPUTS units of VECTORS quads an invocation, handed to store_….wgsl.
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
  let first = invocation.workgroup.x * OUTPUTS;
  let quad = invocation.workgroup.y * 64u * VECTORS + invocation.local;
  let given = Operands((layer.weight + first) >> 2u, layer.outputs >> 2u, layer.source * layer.stride + quad, layer.stride);
  var sums = product(layer.inputs, given, invocation);
  let biases = layer.weight + layer.inputs * layer.outputs + first;
  for (var o = 0u; o < layer.output_tile; o++) {
    let bias = weights((biases + o) >> 2u)[o & 3u];
    for (var g = 0u; g < VECTORS; g++) { // unroll
      store((layer.result + first + o) * layer.stride + quad + g * 64u, sums[o][g] + bias);
    }
  }
}
