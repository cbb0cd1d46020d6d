// s(x, σ) of a network of any shape, for a quad of particles in storage; the score stays in the column.
fn column_of(workgroup: u32, local: u32) -> u32 {
  return workgroup * shape.units * 64u + local;
}

fn score(quad: u32, column: u32) {
  for (var j = 0u; j < walk.dimension; j++) {
    activations[column + j * 64u] = particles[j * walk.quads + quad];
  }
  activations[column + walk.dimension * 64u] = vec4f(walk.sigma);
  forward(column);
}

fn score_at(j: u32, column: u32) -> vec4f {
  return activations[column + (shape.units - walk.dimension + j) * 64u];
}
