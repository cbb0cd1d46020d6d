// Adds the scores of particles in storage, which the dispatches before have left in planes, to a sum.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  let level = noise_level(stages[sampling.first_stage]);
  for (var j = 0u; j < part.dimension; j++) {
    add_score(j, id.x, score_at(j, id.x, particles[j * sampling.quads + quad], level));
  }
}
