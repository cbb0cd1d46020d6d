// A user's score function, of one point, for particles in storage; leaves the scores in planes.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  let sigma = stages[sampling.first_stage].sigma;
  for (var lane = 0u; lane < 4u; lane++) {
    var at: array<f32, DIMENSION>;
    for (var j = 0u; j < sampling.dimension; j++) {
      at[j] = particles[j * sampling.quads + quad][lane];
    }
    var found = user_score(at, sigma);
    for (var j = 0u; j < sampling.dimension; j++) {
      activations[(layer.result + j) * layer.stride + id.x][lane] = found[j];
    }
  }
}
