// As rows_in_workgroup.wgsl, but in storage. WGSL wants workgroup memory to be zero at first; SwiftShader has every subgroup
// write all those zeros, which took a third of the gradient's time and nearly three quarters of its machine code.
@group(1) @binding(3) var<storage, read_write> rows: array<vec4f>; // [workgroups][planes][64 · GROUPS]
@group(1) @binding(4) var<storage, read_write> sums: array<f32>; // [workgroups][planes][64]

const RESIDUALS = INPUTS;

fn row_place(plane: u32, quad: u32, workgroup: u32) -> u32 {
  return (workgroup * (INPUTS + DIMENSION) + plane) * 64u * GROUPS + quad;
}

fn keep(plane: u32, quad: u32, value: vec4f, workgroup: u32) {
  rows[row_place(plane, quad, workgroup)] = value;
}

fn kept(plane: u32, quad: u32, workgroup: u32) -> vec4f {
  return rows[row_place(plane, quad, workgroup)];
}

fn keep_sum(plane: u32, invocation: u32, value: f32, workgroup: u32) {
  sums[(workgroup * INPUTS + plane) * 64u + invocation] = value;
}

fn kept_sum(plane: u32, invocation: u32, workgroup: u32) -> f32 {
  return sums[(workgroup * INPUTS + plane) * 64u + invocation];
}

fn wait_for_rows() {
  storageBarrier();
  workgroupBarrier();
}
