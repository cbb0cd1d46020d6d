// Particles drawn from normals: mean and deviation of each dimension.
@group(1) @binding(0) var<storage, read> start: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  for (var j = 0u; j < sampling.dimension; j++) {
    let z = normals(vec4u(sampling.base_quad + quad, j, 0u, PARTICLES_STREAM), sampling.key);
    particles[j * sampling.quads + quad] = fma(vec4f(start[j].y), z, vec4f(start[j].x));
  }
}
