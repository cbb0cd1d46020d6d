// ε for dimension j: one number for each datum, shared by its levels, as in the tutorial's code.
fn perturbation(quad: u32, rows: vec4u, j: u32, key: vec2u) -> vec4f {
  let datum = rows / vec4u(training.repeats);
  let source = datum >> vec4u(2u);
  var group = source.x;
  var made = normals(vec4u(source.x, j, training.step, PERTURBATION_STREAM), key);
  var epsilon = vec4f(0.0);
  // The four rows mostly come from one quad of data, so mostly one call is enough.
  for (var lane = 0u; lane < 4u; lane++) {
    if (source[lane] != group) {
      group = source[lane];
      made = normals(vec4u(group, j, training.step, PERTURBATION_STREAM), key);
    }
    epsilon[lane] = made[datum[lane] & 3u];
  }
  return epsilon;
}
