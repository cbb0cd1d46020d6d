// Loss and deltas of a network of any shape, fused: perturb, forward, loss, backward. An invocation carries four rows;
// activations and deltas stay in storage for weight_gradient.wgsl. Twin: src/engines/cpu/backward.ts.
@group(1) @binding(4) var<storage, read_write> partial_losses: array<f32>; // one for each quad of rows

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  // Quads past the last row still fill their column, with deltas of zero, so that every column may be summed.
  let quad = training.first_row / 4u + workgroup.x * 64u + local;
  let column = workgroup.x * shape.units * 64u + local;
  let rows = rows_of(quad);
  let datum = data_of(rows);
  let level = level_of(quad, rows);
  let sigma = level.sigma;
  let outputs = shape.units - shape.dimension;
  for (var j = 0u; j < shape.dimension; j++) {
    let epsilon = perturbation(quad, rows, j);
    activations[column + j * 64u] = input_scale(sigma) * fma(sigma, epsilon, coordinate(datum, j));
    // ε waits where the delta of its output will stand.
    deltas[column + (outputs + j) * 64u] = epsilon;
  }
  for (var i = 0u; i < shape.features; i++) {
    activations[column + (shape.dimension + i) * 64u] = feature(i, sigma, level.log_sigma);
  }
  forward(column);

  let share = row_weight(quad, level.log_sigma);
  var loss = vec4f(0.0);
  for (var j = 0u; j < shape.dimension; j++) {
    // Loss ½‖σ·s + ε‖²; its derivative by s is σ·(σ·s + ε), and s = skip·x̃ + output·net.
    let at = column + (outputs + j) * 64u;
    let noisy = activations[column + j * 64u] / input_scale(sigma);
    let error = fma(sigma, fma(skip_scale(sigma), noisy, output_scale(sigma) * activations[at]), deltas[at]);
    deltas[at] = share * sigma * output_scale(sigma) * error;
    loss = fma(0.5 * share * error, error, loss);
  }
  if (4u * quad < training.end_row) {
    partial_losses[quad] = (loss.x + loss.y) + (loss.z + loss.w);
  }
  backward(column);
}

// From the deltas of the outputs to those of every hidden layer: the slopes that forward left are multiplied by Wᵀ·delta.
fn backward(column: u32) {
  for (var l = shape.layers - 1u; l > 0u; l--) {
    let layer = shape.layer[l];
    for (var first = 0u; first < layer.inputs; first += 4u) {
      // The last block of a width that is not a multiple of four repeats its last unit, which is written once.
      let k = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(layer.inputs - 1u));
      let row = layer.weight + k * layer.outputs;
      var a = vec4f(0.0);
      var b = vec4f(0.0);
      var c = vec4f(0.0);
      var d = vec4f(0.0);
      for (var o = 0u; o < layer.outputs; o++) {
        let delta = deltas[column + (layer.result + o) * 64u];
        a = fma(vec4f(parameters[row.x + o]), delta, a);
        b = fma(vec4f(parameters[row.y + o]), delta, b);
        c = fma(vec4f(parameters[row.z + o]), delta, c);
        d = fma(vec4f(parameters[row.w + o]), delta, d);
      }
      deltas[column + (layer.source + k.x) * 64u] *= a;
      if (k.y > k.x) {
        deltas[column + (layer.source + k.y) * 64u] *= b;
      }
      if (k.z > k.y) {
        deltas[column + (layer.source + k.z) * 64u] *= c;
      }
      if (k.w > k.z) {
        deltas[column + (layer.source + k.w) * 64u] *= d;
      }
    }
  }
}
