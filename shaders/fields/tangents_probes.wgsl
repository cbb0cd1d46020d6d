// Rademacher probes: signs from the highest bits of four words. Twin: rademacher() in src/random.ts.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  for (var j = 0u; j < part.dimension; j++) {
    let words = philox(vec4u(directions.first_quad + quad, j, id.z, PROBES_STREAM), directions.key);
    tangents[tangent_place(id.z, j, id.x)] = select(vec4f(1.0), vec4f(-1.0), words >= vec4u(0x80000000u));
  }
}
