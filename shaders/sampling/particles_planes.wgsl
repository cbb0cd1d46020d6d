// The inputs of a network in planes for a range of particles: their coordinates and what tells σ. `layer` is the first.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Quads past the range repeat its last one.
  let quad = min(walk.first_quad + id.x, walk.end_quad - 1u);
  let sigma = vec4f(walk.sigma);
  for (var j = 0u; j < walk.dimension; j++) {
    activations[j * layer.stride + id.x] = input_scale(sigma) * particles[j * walk.quads + quad];
  }
  for (var i = walk.dimension; i < layer.inputs; i++) {
    // Filled up with zeros to whole tiles.
    var value = vec4f(0.0);
    if (i < layer.true_inputs) {
      value = feature(i - walk.dimension, sigma, vec4f(walk.log_sigma));
    }
    activations[i * layer.stride + id.x] = value;
  }
}
