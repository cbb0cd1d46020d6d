// Of programs whose stages use no memory.
const MEMORY = false;

fn remembered(at: u32) -> vec4f {
  return vec4f(0.0);
}

fn remember(at: u32, m: vec4f) {}
