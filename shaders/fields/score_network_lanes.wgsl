// s(x, σ) of a network with one hidden layer, for particles held in the lanes of vectors: no activation leaves its register.
// Each weight that is loaded serves all GROUPS vectors, four particles each.
// Twin: src/engines/cpu/forward.ts.

// `network` is declared by network_buffer.wgsl, or is a constant where a network is frozen into its kernel.

fn score(x: Particles, level: NoiseLevel) -> Particles {
  let sigma = vec4f(level.sigma);
  let condition = feature(0u, sigma, vec4f(level.log_sigma));
  var s: Particles;
  for (var j = 0u; j < DIMENSION; j++) { // unroll
    let bias = network[(2u * DIMENSION + 2u) * BLOCKS + j / 4u][j % 4u];
    for (var g = 0u; g < GROUPS; g++) { // unroll
      s[j][g] = vec4f(bias);
    }
  }
  for (var block = 0u; block < field.terms; block++) { // unroll if FROZEN_BLOCKS
    var inward: array<vec4f, DIMENSION>;
    var outward: array<vec4f, DIMENSION>;
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      inward[j] = input_scale(sigma) * network[j * BLOCKS + block];
      outward[j] = network[(DIMENSION + 2u + j) * BLOCKS + block];
    }
    // σ is the same for all particles, so its input joins the bias.
    let bias = fma(network[DIMENSION * BLOCKS + block], condition, network[(DIMENSION + 1u) * BLOCKS + block]);
    for (var unit = 0u; unit < 4u; unit++) { // unroll
      for (var g = 0u; g < GROUPS; g++) { // unroll
        var a = vec4f(bias[unit]);
        for (var j = 0u; j < DIMENSION; j++) { // unroll
          a = fma(vec4f(inward[j][unit]), x[j][g], a);
        }
        let h = activate(a);
        for (var j = 0u; j < DIMENSION; j++) { // unroll
          s[j][g] = fma(vec4f(outward[j][unit]), h, s[j][g]);
        }
      }
    }
  }
  for (var j = 0u; j < DIMENSION; j++) { // unroll
    for (var g = 0u; g < GROUPS; g++) { // unroll
      s[j][g] = fma(skip_scale(sigma), x[j][g], output_scale(sigma) * s[j][g]);
    }
  }
  return s;
}
