// What was measured less what Tweedie's estimate x + σ²·s says, over its variance as if the data were normal. Workgroups in y share the
// directions. Twin: src/engines/cpu/measured_score.ts.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  let stage = stages[sampling.first_stage];
  let square = vec4f(stage.sigma * stage.sigma);
  for (var k = id.y; k < measurement.count; k += workgroups.y) {
    var residual = vec4f(measured_value(k));
    for (var j = 0u; j < part.dimension; j++) {
      let denoised = fma(square, sums[j * part.stride + id.x], particles[j * sampling.quads + quad]);
      residual = fma(vec4f(-direction(k, j)), denoised, residual);
    }
    led[weight_place(k, id.x)] = residual / (expected_variance(stage.sigma_index, k) + noise_variance(k));
  }
}
