// Exact score of a mixture of isotropic Gaussians perturbed by σ, for particles held in the lanes of vectors:
// Σ r_k (μ_k − x)/v_k with responsibilities r_k from a running softmax. Twin: the score of src/distributions/gaussian_mixture.ts.

// For each σ, for each component: ln w − d/2·ln v, then 1/v, then the mean, with v = s² + σ².
@group(1) @binding(0) var<storage, read> mixture: array<f32>;

fn score(x: Particles, level: NoiseLevel) -> Particles {
  var s: Particles;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    var top = vec4f(-3e38);
    var total = vec4f(0.0);
    for (var k = 0u; k < field.terms; k++) {
      let component = level.index * field.terms * (DIMENSION + 2u) + k * (DIMENSION + 2u);
      let inverse = mixture[component + 1u];
      var pull: array<vec4f, DIMENSION>;
      var distance = vec4f(0.0);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        pull[j] = mixture[component + 2u + j] - x[j][g];
        distance = fma(pull[j], pull[j], distance);
      }
      let exponent = mixture[component] - 0.5 * inverse * distance;
      let higher = max(top, exponent);
      let keep = exp(max(top - higher, vec4f(-87.0)));
      let weight = exp(max(exponent - higher, vec4f(-87.0)));
      total = fma(total, keep, weight);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        s[j][g] = fma(s[j][g], keep, weight * inverse * pull[j]);
      }
      top = higher;
    }
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      s[j][g] /= total;
    }
  }
  return s;
}
