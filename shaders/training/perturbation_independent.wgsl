// ε for dimension j: a number of its own for each row.
fn perturbation(quad: u32, rows: vec4u, j: u32, key: vec2u) -> vec4f {
  return normals(vec4u(quad, j, training.step, PERTURBATION_STREAM), key);
}
