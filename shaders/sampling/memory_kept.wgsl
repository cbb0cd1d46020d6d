// The memory m of the particles, laid out as they are.
const MEMORY = true;

@group(0) @binding(4) var<storage, read_write> memory: array<vec4f>;

fn remembered(at: u32) -> vec4f {
  return memory[at];
}

fn remember(at: u32, m: vec4f) {
  memory[at] = m;
}
