// Derivatives of one layer's units along tangents, which workgroups number in z: W·ḣ for OUTPUTS units of VECTORS quads an
// invocation, times the slope of each unit (moved_….wgsl). Twin: src/engines/cpu/network_tangents.ts.
@group(1) @binding(0) var<storage, read> parameters: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> moved: array<vec4f>;

fn weights(at: u32) -> vec4f {
  return parameters[at];
}

fn term(at: u32) -> vec4f {
  return moved[at];
}

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = first_unit(invocation);
  let quad = first_quad(invocation);
  let planes = invocation.workgroup.z * layer.member_planes + quad;
  let given = Operands((layer.weight + first) >> 2u, layer.outputs >> 2u, layer.source * layer.stride + planes, layer.stride);
  var sums = product(layer.inputs, given, invocation);
  // All slopes before the first result is stored: a load that follows a store waits for it.
  for (var o = 0u; o < layer.output_tile; o++) { // unroll if WRITTEN_OUT
    for (var g = 0u; g < VECTORS; g++) { // unroll
      sums[o][g] *= slope_of((layer.result + first + unit_step(o)) * layer.stride + quad + g * QUAD_STEP);
    }
  }
  for (var o = 0u; o < layer.output_tile; o++) { // unroll if WRITTEN_OUT
    for (var g = 0u; g < VECTORS; g++) { // unroll
      moved[(layer.result + first + unit_step(o)) * layer.stride + planes + g * QUAD_STEP] = sums[o][g];
    }
  }
}
