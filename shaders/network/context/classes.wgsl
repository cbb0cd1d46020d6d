// Inputs of a class, one-hot: input i is 1 where that is the class. Twin: contextInput in src/contexts/context.ts.

// The column of the context that input i is made of, and the input.
fn context_column(i: u32) -> u32 {
  return 0u;
}

fn context_input(i: u32, column: vec4f) -> vec4f {
  return select(vec4f(0.0), vec4f(1.0), column == vec4f(f32(i)));
}
