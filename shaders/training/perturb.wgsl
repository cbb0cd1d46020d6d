// Rows of a training step: a datum at a noise level, perturbed to x + σ·ε. Row r belongs to slot ⌊r/repeats⌋ of the step;
// data_….wgsl says which datum that is, levels_….wgsl which σ, perturbation_….wgsl which ε.
// Rows are taken in quads: four neighbouring rows in the lanes of a vector. Twin: src/engines/cpu/draw_rows.ts.
@group(0) @binding(1) var<storage, read> data: array<f32>; // [count][width]
@group(0) @binding(2) var<storage, read> sigmas: array<vec2f>; // σ and ln σ of each level

struct Level {
  sigma: vec4f,
  log_sigma: vec4f,
}

fn level_at(levels: vec4u) -> Level {
  let a = sigmas[levels.x];
  let b = sigmas[levels.y];
  let c = sigmas[levels.z];
  let d = sigmas[levels.w];
  return Level(vec4f(a.x, b.x, c.x, d.x), vec4f(a.y, b.y, c.y, d.y));
}

// Which of `choices` equal parts of the range of words each word lies in.
fn part(words: vec4u, choices: u32) -> vec4u {
  return vec4u(multiply_high(words.xy, vec2u(choices)), multiply_high(words.zw, vec2u(choices)));
}

// The rows of a quad; lanes past the last row repeat it and carry no weight.
fn rows_of(quad: u32) -> vec4u {
  return min(vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u), vec4u(training.rows - 1u));
}

// σ^(p − 2) over the number of rows, or nothing for lanes past the last row of the dispatch.
fn row_weight(quad: u32, log_sigma: vec4f) -> vec4f {
  let inside = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(training.end_row);
  var weight = vec4f(1.0 / f32(training.rows));
  if (training.weighting != 2.0) {
    weight *= exp((training.weighting - 2.0) * log_sigma);
  }
  return select(vec4f(0.0), weight, inside);
}

// Coordinate j of the data; the columns of their contexts follow.
fn coordinate(data_index: vec4u, j: u32) -> vec4f {
  let at = data_index * training.width + j;
  return vec4f(data[at.x], data[at.y], data[at.z], data[at.w]);
}
