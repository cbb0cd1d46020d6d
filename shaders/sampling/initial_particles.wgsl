// Particles drawn from a centred normal of deviation walk.noise.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = walk.first_quad + id.x;
  if (quad >= walk.end_quad) {
    return;
  }
  for (var j = 0u; j < walk.dimension; j++) {
    particles[j * walk.quads + quad] = walk.noise * normals(vec4u(walk.base_quad + quad, j, 0u, PARTICLES_STREAM), walk.key);
  }
}
