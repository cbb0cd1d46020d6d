// Condition i of the rows of a network that is conditioned on σ and on the context of the datum, which a row comes without now and then;
// network/context/ says which inputs a context has. Twin: src/engines/cpu/draw_rows.ts.

// 1 for each row that comes with its context, else 0.
fn has_context(quad: u32, key: vec2u) -> vec4f {
  if (training.context_dropout == 0.0) {
    return vec4f(1.0);
  }
  let words = philox(vec4u(quad, 0u, training.step, CONTEXTS_STREAM), key);
  let u = vec4f((words >> vec4u(8u)) + 1u) * 0x1p-24;
  return select(vec4f(0.0), vec4f(1.0), u > vec4f(training.context_dropout));
}

fn condition(i: u32, level: Level, datum: vec4u, context: vec4f) -> vec4f {
  if (i < FEATURES) {
    return feature(i, level.sigma, level.log_sigma);
  }
  let input = i - FEATURES;
  return context * context_input(input, coordinate(datum, training.dimension + context_column(input)));
}
