// A user's score function, of one point, for particles in storage; leaves the scores in planes. An invocation takes one
// particle: of four one after the other some drivers write out four copies, too long to compile in many dimensions.
@group(1) @binding(0) var<uniform> layer: Layer;
// The planes as numbers, since neighbouring invocations write neighbouring lanes of one vector.
@group(1) @binding(1) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(4, 16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // A workgroup in x for 64 quads, as in other kernels, and four in y.
  let place = (4u * workgroup.x + workgroup.y) * 16u + local.y;
  let lane = local.x;
  let quad = sampling.first_quad + place;
  if (quad >= sampling.end_quad) {
    return;
  }
  var at: array<f32, DIMENSION>;
  for (var j = 0u; j < layer.true_outputs; j++) {
    at[j] = particles[j * sampling.quads + quad][lane];
  }
  var found = user_score(at, stages[sampling.first_stage].sigma);
  for (var j = 0u; j < layer.true_outputs; j++) {
    scores[4u * ((layer.result + j) * layer.stride + place) + lane] = found[j];
  }
}
