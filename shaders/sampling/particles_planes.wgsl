// The inputs of a network in planes for a range of particles: their coordinates and what the network is conditioned on, as condition_….wgsl
// says. `layer` is the first. Workgroups in y share the inputs of a quad.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  // Quads past the range repeat its last one.
  let quad = min(sampling.first_quad + id.x, sampling.end_quad - 1u);
  let stage = stages[sampling.first_stage];
  let sigma = vec4f(stage.sigma);
  for (var i = id.y; i < layer.inputs; i += workgroups.y) {
    // Filled up with zeros to whole tiles.
    var value = vec4f(0.0);
    if (i < field.dimension) {
      value = input_scale(sigma) * particles[i * sampling.quads + quad];
    } else if (i < layer.true_inputs) {
      value = condition(i - field.dimension, quad, sigma, vec4f(stage.log_sigma));
    }
    activations[i * layer.stride + id.x] = value;
  }
}
