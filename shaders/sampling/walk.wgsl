// What a dispatch is told: some steps of one noise level for a range of particles.
struct Walk {
  key: vec2u,
  // Index of the first step among those of all levels: the counter of its random numbers.
  first_step: u32,
  steps: u32,
  first_quad: u32,
  // Past the last quad of the range.
  end_quad: u32,
  // Quads in all: the stride from one dimension to the next.
  quads: u32,
  level: u32,
  sigma: f32,
  log_sigma: f32,
  // Factor of the score, and of the normal noise.
  size: f32,
  noise: f32,
  dimension: u32,
  // What the score loops over: components of a mixture, or blocks of four hidden units. Told here rather than as a
  // constant, because some drivers write out any loop whose end they know, and compile for seconds.
  terms: u32,
  // Quad of the random streams that quad 0 of these particles takes.
  base_quad: u32,
  // Particles in all; the last quad may hold fewer than four.
  count: u32,
  // Of the data that a network was trained on, where its output asks for it.
  data_deviation: f32,
}

@group(0) @binding(0) var<uniform> walk: Walk;
// Four particles a vector, dimension by dimension: particle p in dimension j is lane p mod 4 of vector j·quads + ⌊p/4⌋.
@group(0) @binding(1) var<storage, read_write> particles: array<vec4f>;

fn data_deviation() -> f32 {
  return walk.data_deviation;
}

// Which lanes of a quad hold a particle that was asked for.
fn present(quad: u32) -> vec4<bool> {
  return vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(walk.count);
}
