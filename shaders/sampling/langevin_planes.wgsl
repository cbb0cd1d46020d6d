// One Langevin step x ← x + τ·s(x, σ) + √(2τ)·z for particles in storage, whose scores the dispatches before have left
// in planes. Knows only score_at(j, place, x). Twin: src/engines/cpu/langevin.ts.
@group(0) @binding(2) var<storage, read_write> diverged: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = walk.first_quad + id.x;
  if (quad >= walk.end_quad) {
    return;
  }
  for (var j = 0u; j < walk.dimension; j++) {
    let at = j * walk.quads + quad;
    let z = normals(vec4u(walk.base_quad + quad, j, walk.first_step, LANGEVIN_STREAM), walk.key);
    let x = particles[at];
    let moved = x + fma(vec4f(walk.noise), z, walk.size * score_at(j, id.x, x));
    particles[at] = moved;
    if (any(not_finite(moved) & present(quad))) {
      atomicStore(&diverged, 1u);
    }
  }
}
