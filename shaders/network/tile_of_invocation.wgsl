// Where the tile of an invocation is: a workgroup takes OUTPUTS units of 64 · VECTORS quads, an invocation all of the units.
const QUAD_STEP = 64u;

fn first_unit(invocation: Invocation) -> u32 {
  return invocation.workgroup.x * OUTPUTS;
}

fn first_quad(invocation: Invocation) -> u32 {
  return invocation.workgroup.y * 64u * VECTORS + invocation.local;
}

fn unit_step(o: u32) -> u32 {
  return o;
}
