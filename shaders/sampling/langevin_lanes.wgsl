// Langevin steps x ← x + τ·s(x, σ) + √(2τ)·z for particles held in registers (Song and Ermon 2019, algorithm 1).
// Knows only a function score(Particles) -> Particles. Twin: src/engines/cpu/langevin.ts.
@group(0) @binding(2) var<storage, read_write> diverged: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  var x = load(workgroup.x, local);
  for (var step = 0u; step < walk.steps; step++) {
    let s = score(x);
    for (var g = 0u; g < GROUPS; g++) { // unroll
      let quad = walk.base_quad + quad_of(workgroup.x, local, g);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        let z = normals(vec4u(quad, j, walk.first_step + step, LANGEVIN_STREAM), walk.key);
        x[j][g] += fma(vec4f(walk.noise), z, walk.size * s[j][g]);
      }
    }
  }
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = quad_of(workgroup.x, local, g);
    if (quad < walk.end_quad) {
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        particles[j * walk.quads + quad] = x[j][g];
        if (any(not_finite(x[j][g]) & present(quad))) {
          atomicStore(&diverged, 1u);
        }
      }
    }
  }
}
