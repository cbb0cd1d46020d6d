// Counts a range of particles in the cells of a grid. Invocations stride over its quads. Twin: src/engines/cpu/count.ts.
struct Counting {
  first_quad: u32,
  // Past the last quad of the range.
  end_quad: u32,
  // Quads in all: the stride from one dimension to the next.
  quads: u32,
  // Particles in all; the last quad may hold fewer than four.
  count: u32,
  x_coordinate: u32,
  x_from: f32,
  x_to: f32,
  // Cells a unit.
  x_inverse: f32,
  x_cells: u32,
  y_coordinate: u32,
  y_from: f32,
  y_to: f32,
  y_inverse: f32,
  y_cells: u32,
}

@group(0) @binding(0) var<uniform> counting: Counting;
// Laid out as in dispatch.wgsl.
@group(0) @binding(1) var<storage, read> particles: array<vec4f>;
@group(1) @binding(0) var<storage, read_write> counts: array<atomic<u32>>;

// The cells of particles that are inside.
fn cells_of(x: vec4f, first: f32, inverse: f32, cells: u32) -> vec4u {
  return min(vec4u((x - vec4f(first)) * inverse), vec4u(cells - 1u));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  for (var quad = counting.first_quad + id.x; quad < counting.end_quad; quad += 64u * workgroups.x) {
    let x = particles[counting.x_coordinate * counting.quads + quad];
    let y = particles[counting.y_coordinate * counting.quads + quad];
    let present = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(counting.count);
    let inside = present & (x >= vec4f(counting.x_from)) & (x < vec4f(counting.x_to))
      & (y >= vec4f(counting.y_from)) & (y < vec4f(counting.y_to));
    let row = cells_of(y, counting.y_from, counting.y_inverse, counting.y_cells);
    let cell = row * counting.x_cells + cells_of(x, counting.x_from, counting.x_inverse, counting.x_cells);
    for (var lane = 0u; lane < 4u; lane++) { // unroll
      if (inside[lane]) {
        atomicAdd(&counts[cell[lane]], 1u);
      }
    }
  }
}
