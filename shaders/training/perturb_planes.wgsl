// The inputs of a network in planes for the rows of a training step: noisy data and what the network is conditioned on, as
// condition_….wgsl says. `layer` is the first. Workgroups in y share the inputs of a quad.
// Twin: src/engines/cpu/draw_rows.ts, and for the features network_gradient.ts.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let member = member_of(id.z);
  let key = settings_of(member).key;
  let planes = member * layer.member_planes + id.x;
  let quad = training.first_row / 4u + id.x;
  let rows = rows_of(quad);
  let datum = data_of(rows, key);
  let level = level_of(quad, rows, key);
  let context = has_context(quad, key);
  for (var i = id.y; i < layer.inputs; i += workgroups.y) {
    // Filled up with zeros to whole tiles.
    var value = vec4f(0.0);
    if (i < training.dimension) {
      let epsilon = perturbation(quad, rows, i, key);
      value = input_scale(level.sigma) * fma(level.sigma, epsilon, coordinate(datum, i));
      // ε waits where nothing else will stand: the inputs have no deltas.
      deltas[i * layer.stride + planes] = epsilon;
    } else if (i < layer.true_inputs) {
      value = condition(i - training.dimension, level, datum, context);
    }
    activations[i * layer.stride + planes] = value;
  }
}
