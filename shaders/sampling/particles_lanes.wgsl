// Particles in registers: an invocation holds GROUPS vectors of four particles, a vector for each dimension.
alias Particles = array<array<vec4f, GROUPS>, DIMENSION>;

// First quad of the invocation's group g. Neighbouring invocations hold neighbouring quads.
fn quad_of(workgroup: u32, local: u32, g: u32) -> u32 {
  return sampling.first_quad + (workgroup * GROUPS + g) * 64u + local;
}

fn load(workgroup: u32, local: u32) -> Particles {
  var x: Particles;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = min(quad_of(workgroup, local, g), sampling.quads - 1u);
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      x[j][g] = particles[j * sampling.quads + quad];
    }
  }
  return x;
}
