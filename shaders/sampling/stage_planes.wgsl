// One update of particles in storage, whose scores the dispatches before have left in planes.
// Knows only score_at(j, place, x, NoiseLevel). Workgroups in y share the coordinates of a quad. Twin: src/engines/cpu/stage.ts.
@group(0) @binding(2) var<storage, read_write> diverged: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  let stage = stages[sampling.first_stage];
  for (var j = id.y; j < sampling.dimension; j += workgroups.y) {
    let at = j * sampling.quads + quad;
    let x = particles[at];
    let s = score_at(j, id.x, x, noise_level(stage));
    let m = remembered(at);
    let counter = vec4u(sampling.base_quad + quad, j, sampling.first, NOISE_STREAM);
    let updates = sampling.first + 1u;
    let next = with_known(moved(stage, x, s, m, counter), j, quad, updates, carried(stage, sampling.first));
    particles[at] = next;
    if (MEMORY) {
      remember(at, memorised(stage, x, s, m));
    }
    if (any(not_finite(next) & present(quad))) {
      atomicStore(&diverged, 1u);
    }
  }
}
