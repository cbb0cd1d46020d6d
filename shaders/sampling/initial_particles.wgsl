// Particles drawn from normals: mean and deviation of each dimension. Twin: src/engines/cpu/particles.ts.
@group(1) @binding(0) var<storage, read> start: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = sampling.first_quad + id.x;
  if (quad >= sampling.end_quad) {
    return;
  }
  for (var j = 0u; j < sampling.dimension; j++) {
    let z = normals(vec4u(sampling.base_quad + quad, j, 0u, PARTICLES_STREAM), sampling.key);
    let x = fma(vec4f(start[j].y), z, vec4f(start[j].x));
    particles[j * sampling.quads + quad] = with_known(x, j, quad, 0u, stages[0].sigma);
  }
}
