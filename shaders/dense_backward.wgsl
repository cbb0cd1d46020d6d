// Backward pass of one layer: Wᵀ·delta for OUTPUTS of its inputs, times the slopes that store_slope.wgsl left there.
// Twin: src/engines/cpu/backward.ts.
@group(1) @binding(3) var<storage, read> transposed: array<vec4f>;

fn weights(output: u32, inputs: u32) -> vec4f {
  return transposed[(layer.weight + output * layer.inputs) / 4u + inputs];
}

fn term(output: u32, quad: u32) -> vec4f {
  return deltas[(layer.result + output) * layer.stride + quad];
}

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = invocation.workgroup.y * OUTPUTS;
  let quad = invocation.workgroup.x * 64u * VECTORS + invocation.local;
  var sums = product(first, quad, layer.outputs, invocation);
  for (var o = 0u; o < layer.input_tile; o++) {
    for (var g = 0u; g < VECTORS; g++) { // unroll
      deltas[(layer.source + first + o) * layer.stride + quad + g * 64u] *= sums[o][g];
    }
  }
}
