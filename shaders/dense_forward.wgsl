// Forward pass of one layer: W·h + b for OUTPUTS units of VECTORS quads an invocation, handed to store_….wgsl.
// Twin: src/engines/cpu/forward.ts.
@group(1) @binding(0) var<storage, read> parameters: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> activations: array<vec4f>;

fn weights(input: u32, outputs: u32) -> vec4f {
  return parameters[(layer.weight + input * layer.outputs) / 4u + outputs];
}

fn term(input: u32, quad: u32) -> vec4f {
  return activations[(layer.source + input) * layer.stride + quad];
}

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = invocation.workgroup.y * OUTPUTS;
  let quad = invocation.workgroup.x * 64u * VECTORS + invocation.local;
  var sums = product(first, quad, layer.inputs, invocation);
  for (var o = 0u; o < layer.output_tile; o++) {
    let bias = weights(layer.inputs, (first + o) / 4u)[o % 4u];
    for (var g = 0u; g < VECTORS; g++) { // unroll
      store((layer.result + first + o) * layer.stride + quad + g * 64u, sums[o][g] + bias);
    }
  }
}
