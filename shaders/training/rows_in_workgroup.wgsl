// What the gradient in lanes needs of the rows of a workgroup, in its memory: for each quad the inputs (x̃ and the
// features of σ) and, from plane RESIDUALS on, the derivative of the loss with respect to each output.
var<workgroup> rows: array<array<vec4f, 64u * GROUPS>, INPUTS + DIMENSION>;
// Each invocation's share of the gradients of the output biases, then of the loss.
var<workgroup> sums: array<array<f32, 64u>, INPUTS>;

const RESIDUALS = INPUTS;

fn keep(plane: u32, quad: u32, value: vec4f, workgroup: u32) {
  rows[plane][quad] = value;
}

fn kept(plane: u32, quad: u32, workgroup: u32) -> vec4f {
  return rows[plane][quad];
}

fn keep_sum(plane: u32, invocation: u32, value: f32, workgroup: u32) {
  sums[plane][invocation] = value;
}

fn kept_sum(plane: u32, invocation: u32, workgroup: u32) -> f32 {
  return sums[plane][invocation];
}

fn wait_for_rows() {
  workgroupBarrier();
}
