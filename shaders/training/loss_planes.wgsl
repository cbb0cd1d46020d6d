// Loss of the rows of a training step from the outputs of a network in planes, and the deltas of those. `layer` is the last.
// Twin: src/engines/cpu/loss.ts.
@group(1) @binding(3) var<storage, read_write> partial_losses: array<f32>; // [members][quads of rows]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let member = member_of(id.z);
  let planes = member * layer.member_planes + id.x;
  // Quads past the last row have deltas of zero.
  let quad = training.first_row / 4u + id.x;
  let level = level_of(quad, rows_of(quad), settings_of(member).key);
  let sigma = level.sigma;
  let share = row_weight(quad, level.log_sigma);
  var loss = vec4f(0.0);
  for (var j = 0u; j < training.dimension; j++) {
    // Loss ½‖σ·s + ε‖²; its derivative by s is σ·(σ·s + ε), and s = skip·x̃ + output·net.
    let noisy = activations[j * layer.stride + planes] / input_scale(sigma);
    let epsilon = deltas[j * layer.stride + planes];
    let at = (layer.result + j) * layer.stride + planes;
    let error = fma(sigma, fma(skip_scale(sigma), noisy, output_scale(sigma) * activations[at]), epsilon);
    deltas[at] = share * sigma * output_scale(sigma) * error;
    loss = fma(0.5 * share * error, error, loss);
  }
  for (var j = training.dimension; j < layer.outputs; j++) {
    deltas[(layer.result + j) * layer.stride + planes] = vec4f(0.0);
  }
  if (4u * quad < training.end_row) {
    partial_losses[member * training.losses + quad] = (loss.x + loss.y) + (loss.z + loss.w);
  }
}
