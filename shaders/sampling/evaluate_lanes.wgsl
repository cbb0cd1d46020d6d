// Replaces points by their scores s(x, σ).
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let s = score(load(workgroup.x, local));
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = quad_of(workgroup.x, local, g);
    if (quad < walk.end_quad) {
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        particles[j * walk.quads + quad] = s[j][g];
      }
    }
  }
}
