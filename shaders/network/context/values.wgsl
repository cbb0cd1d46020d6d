// Inputs of a context of values: the values, and after them a 1. Twin: contextInput in src/contexts/context.ts.

// The column of the context that input i is made of, and the input.
fn context_column(i: u32) -> u32 {
  return min(i, CONTEXT_COLUMNS - 1u);
}

fn context_input(i: u32, column: vec4f) -> vec4f {
  return select(column, vec4f(1.0), i == CONTEXT_COLUMNS);
}
