// What a dispatch of a sampling run takes: updates of some stages, for a range of particles.
struct Dispatch {
  key: vec2u,
  // Updates, by their numbers in the program, which are the counter of their random numbers.
  first: u32,
  end: u32,
  // The stages that hold them.
  first_stage: u32,
  end_stage: u32,
  first_quad: u32,
  // Past the last quad of the range.
  end_quad: u32,
  // Quads in all: the stride from one dimension to the next.
  quads: u32,
  dimension: u32,
  // Quad of the random streams that quad 0 of these particles takes.
  base_quad: u32,
  // Particles in all; the last quad may hold fewer than four.
  count: u32,
}

// An update x ← a·x + b·s(x, σ) + c·m + d·z and m ← e·x + f·s, taken `count` times (src/samplers/program.ts).
struct Stage {
  a: f32,
  b: f32,
  c: f32,
  d: f32,
  e: f32,
  f: f32,
  sigma: f32,
  log_sigma: f32,
  // Number of its first update.
  first: u32,
  count: u32,
  // Index of σ among all values that the program has.
  sigma_index: u32,
  // σ of the noise that known coordinates carry after the last of its updates.
  next_sigma: f32,
}

struct NoiseLevel {
  sigma: f32,
  log_sigma: f32,
  index: u32,
}

@group(0) @binding(0) var<uniform> sampling: Dispatch;
// Four particles a vector, dimension by dimension: particle p in dimension j is lane p mod 4 of vector j·quads + ⌊p/4⌋.
@group(0) @binding(1) var<storage, read_write> particles: array<vec4f>;
@group(0) @binding(3) var<storage, read> stages: array<Stage>;

// σ of the noise that known coordinates carry after an update of a stage.
fn carried(stage: Stage, number: u32) -> f32 {
  return select(stage.sigma, stage.next_sigma, number + 1u == stage.first + stage.count);
}

fn noise_level(stage: Stage) -> NoiseLevel {
  return NoiseLevel(stage.sigma, stage.log_sigma, stage.sigma_index);
}

// Which lanes of a quad hold a particle that was asked for.
fn present(quad: u32) -> vec4<bool> {
  return vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(sampling.count);
}
