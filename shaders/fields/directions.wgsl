// The directions along which a divergence is taken.
struct Directions {
  key: vec2u,
  // Quad of the random streams that quad 0 of these particles takes.
  first_quad: u32,
  // Tangents at a point.
  count: u32,
}

@group(1) @binding(10) var<uniform> directions: Directions;
