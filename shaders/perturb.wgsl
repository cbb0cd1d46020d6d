// Rows of a training step: row r is datum ⌊r/levels⌋ at noise level r mod levels, perturbed to x + σ·ε.
// Rows are taken in quads: four neighbouring rows in the lanes of a vector. Twin: src/engines/cpu/perturb.ts.
@group(0) @binding(1) var<storage, read> data: array<f32>; // [count][dimension]
@group(0) @binding(2) var<storage, read> sigmas: array<f32>;

// The rows of a quad; lanes past the last row repeat it and carry no weight.
fn rows_of(quad: u32) -> vec4u {
  return min(vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u), vec4u(training.rows - 1u));
}

// One over the number of rows, or nothing for lanes past the last row.
fn row_weight(quad: u32) -> vec4f {
  let inside = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(training.end_row);
  return select(vec4f(0.0), vec4f(1.0 / f32(training.rows)), inside);
}

fn sigma_of(rows: vec4u) -> vec4f {
  let level = rows % vec4u(training.levels);
  return vec4f(sigmas[level.x], sigmas[level.y], sigmas[level.z], sigmas[level.w]);
}

// Coordinate j of the data that the rows belong to.
fn datum_of(rows: vec4u, j: u32) -> vec4f {
  let at = rows / vec4u(training.levels) * training.dimension + j;
  return vec4f(data[at.x], data[at.y], data[at.z], data[at.w]);
}
