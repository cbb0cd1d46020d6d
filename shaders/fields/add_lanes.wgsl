// Adds the scores of particles in registers to a sum.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let s = score(load(workgroup.x, local), noise_level(stages[sampling.first_stage]));
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = quad_of(workgroup.x, local, g);
    if (quad < sampling.end_quad) {
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        add_score(j, quad - sampling.first_quad, s[j][g]);
      }
    }
  }
}
