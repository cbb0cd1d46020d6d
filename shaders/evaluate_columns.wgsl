// Replaces points by their scores s(x, σ), for scores that do not fit in registers.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let quad = walk.first_quad + workgroup.x * 64u + local;
  if (quad >= walk.end_quad) {
    return;
  }
  let column = column_of(workgroup.x, local);
  score(quad, column);
  for (var j = 0u; j < walk.dimension; j++) {
    particles[j * walk.quads + quad] = score_at(j, column);
  }
}
