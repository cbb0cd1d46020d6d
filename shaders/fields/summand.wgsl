// A score of a sum, in planes of storage.
struct Summand {
  weight: f32,
  // Quads of a plane.
  stride: u32,
  // 1 for the first of them, which finds what an earlier dispatch left.
  first: u32,
  // Coordinates of a point.
  dimension: u32,
}

@group(1) @binding(5) var<uniform> part: Summand;
