// s(x, σ) of a network of any shape, for a quad of particles in storage; the score stays in the column.
fn column_of(workgroup: u32, local: u32) -> u32 {
  return workgroup * shape.units * 64u + local;
}

fn score(quad: u32, column: u32) {
  for (var j = 0u; j < walk.dimension; j++) {
    activations[column + j * 64u] = input_scale(vec4f(walk.sigma)) * particles[j * walk.quads + quad];
  }
  for (var i = 0u; i < shape.features; i++) {
    activations[column + (walk.dimension + i) * 64u] = feature(i, vec4f(walk.sigma), vec4f(walk.log_sigma));
  }
  forward(column);
  for (var j = 0u; j < walk.dimension; j++) {
    let at = column + (shape.units - walk.dimension + j) * 64u;
    activations[at] = fma(skip_scale(vec4f(walk.sigma)), particles[j * walk.quads + quad],
      output_scale(vec4f(walk.sigma)) * activations[at]);
  }
}

fn score_at(j: u32, column: u32) -> vec4f {
  return activations[column + (shape.units - walk.dimension + j) * 64u];
}
