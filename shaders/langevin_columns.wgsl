// Langevin steps x ← x + τ·s(x, σ) + √(2τ)·z for particles held in storage, for scores that do not fit in registers.
// Knows only score(quad, column) and score_at(j, column). Twin: src/engines/cpu/langevin.ts.
@group(0) @binding(2) var<storage, read_write> diverged: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let quad = walk.first_quad + workgroup.x * 64u + local;
  if (quad >= walk.end_quad) {
    return;
  }
  let column = column_of(workgroup.x, local);
  for (var step = 0u; step < walk.steps; step++) {
    score(quad, column);
    for (var j = 0u; j < walk.dimension; j++) {
      let z = normals(vec4u(walk.base_quad + quad, j, walk.first_step + step, LANGEVIN_STREAM), walk.key);
      particles[j * walk.quads + quad] += fma(vec4f(walk.noise), z, walk.size * score_at(j, column));
    }
  }
  for (var j = 0u; j < walk.dimension; j++) {
    if (any(not_finite(particles[j * walk.quads + quad]) & present(quad))) {
      atomicStore(&diverged, 1u);
    }
  }
}
