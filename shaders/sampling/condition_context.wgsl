// Condition i of a network that is conditioned on σ and on a context for each particle; network/context/ says which inputs a context
// has. Twin: src/engines/cpu/network_score.ts.
@group(1) @binding(2) var<storage, read> contexts: array<vec4f>; // [columns][quads]

fn condition(i: u32, quad: u32, sigma: vec4f, log_sigma: vec4f) -> vec4f {
  if (i < FEATURES) {
    return feature(i, sigma, log_sigma);
  }
  let input = i - FEATURES;
  return context_input(input, contexts[context_column(input) * sampling.quads + quad]);
}
