// Updates of particles held in registers, through any number of stages.
// Knows only a function score(Particles, NoiseLevel) -> Particles. Twin: src/engines/cpu/stage.ts.
@group(0) @binding(2) var<storage, read_write> diverged: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  var x = load(workgroup.x, local);
  var m: Particles;
  if (MEMORY) {
    for (var g = 0u; g < GROUPS; g++) { // unroll
      let quad = min(quad_of(workgroup.x, local, g), sampling.quads - 1u);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        m[j][g] = remembered(j * sampling.quads + quad);
      }
    }
  }
  for (var entry = sampling.first_stage; entry < sampling.end_stage; entry++) {
    let stage = stages[entry];
    let end = min(stage.first + stage.count, sampling.end);
    for (var number = max(stage.first, sampling.first); number < end; number++) {
      let s = score(x, noise_level(stage));
      for (var g = 0u; g < GROUPS; g++) { // unroll
        let quad = quad_of(workgroup.x, local, g);
        for (var j = 0u; j < DIMENSION; j++) { // unroll
          let old = x[j][g];
          let counter = vec4u(sampling.base_quad + quad, j, number, NOISE_STREAM);
          let next = moved(stage, old, s[j][g], m[j][g], counter);
          x[j][g] = with_known(next, j, quad, number + 1u, carried(stage, number));
          if (MEMORY) {
            m[j][g] = memorised(stage, old, s[j][g], m[j][g]);
          }
        }
      }
    }
  }
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = quad_of(workgroup.x, local, g);
    if (quad < sampling.end_quad) {
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        particles[j * sampling.quads + quad] = x[j][g];
        if (MEMORY) {
          remember(j * sampling.quads + quad, m[j][g]);
        }
        if (any(not_finite(x[j][g]) & present(quad))) {
          atomicStore(&diverged, 1u);
        }
      }
    }
  }
}
