// The scores and (1 + σ²·J)·v, v the tangents, times the step of conjugate gradients along the weights.
// Twin: src/engines/cpu/measured_score.ts.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (sampling.first_quad + id.x >= sampling.end_quad) {
    return;
  }
  let stage = stages[sampling.first_stage];
  let square = vec4f(stage.sigma * stage.sigma);
  var slope = vec4f(0.0);
  var noise = vec4f(0.0);
  var least = vec4f(0.0);
  for (var k = 0u; k < measurement.count; k++) {
    let weight = led[weight_place(k, id.x)];
    let expected = expected_variance(stage.sigma_index, k);
    slope = fma((expected + noise_variance(k)) * weight, weight, slope);
    noise = fma(noise_variance(k) * weight, weight, noise);
    least = fma(measurement.least_share * expected * weight, weight, least);
  }
  var along = vec4f(0.0);
  for (var j = 0u; j < part.dimension; j++) {
    let at = tangent_place(0u, j, id.x);
    along = fma(square * tangents[at], fma(square, products[at], tangents[at]), along);
  }
  let curvature = max(along, least) + noise;
  let factor = select(vec4f(0.0), slope / curvature, curvature > vec4f(0.0));
  for (var j = 0u; j < part.dimension; j++) {
    let at = tangent_place(0u, j, id.x);
    let s = sums[j * part.stride + id.x];
    led[led_place(j, id.x)] = fma(factor, fma(square, products[at], tangents[at]), s);
  }
}
