// Backward pass of one layer: Wᵀ·delta for OUTPUTS of its inputs, times the slopes that store_slope.wgsl left there.
// Twin: src/engines/cpu/backward.ts.
@group(1) @binding(3) var<storage, read> transposed: array<vec4f>;

fn weights(at: u32) -> vec4f {
  return transposed[at];
}

fn term(at: u32) -> vec4f {
  return deltas[at];
}

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = first_unit(invocation);
  let quad = first_quad(invocation);
  let member = member_of(invocation.workgroup.z);
  let planes = member * layer.member_planes + quad;
  let own = layer.weight + 4u * member * layer.member_parameters + first;
  let given = Operands(own >> 2u, layer.inputs >> 2u, layer.result * layer.stride + planes, layer.stride);
  var sums = product(layer.outputs, given, invocation);
  // All slopes before the first delta is stored: a load that follows a store waits for it.
  for (var o = 0u; o < layer.input_tile; o++) { // unroll if WRITTEN_OUT
    for (var g = 0u; g < VECTORS; g++) { // unroll
      sums[o][g] *= deltas[(layer.source + first + unit_step(o)) * layer.stride + planes + g * QUAD_STEP];
    }
  }
  for (var o = 0u; o < layer.input_tile; o++) { // unroll if WRITTEN_OUT
    for (var g = 0u; g < VECTORS; g++) { // unroll
      deltas[(layer.source + first + unit_step(o)) * layer.stride + planes + g * QUAD_STEP] = sums[o][g];
    }
  }
}
