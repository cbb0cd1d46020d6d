// Replaces points by their scores s(x, σ), which the dispatches before have left in planes.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = walk.first_quad + id.x;
  if (quad >= walk.end_quad) {
    return;
  }
  for (var j = 0u; j < walk.dimension; j++) {
    let at = j * walk.quads + quad;
    particles[at] = score_at(j, id.x, particles[at]);
  }
}
