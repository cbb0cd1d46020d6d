// Planes of storage to which the scores of a sum are added, one after the other.
struct Summand {
  weight: f32,
  // Quads of a plane.
  stride: u32,
  // 1 for the first of them, which finds what an earlier dispatch left.
  first: u32,
}

@group(1) @binding(5) var<uniform> part: Summand;
@group(1) @binding(6) var<storage, read_write> sums: array<vec4f>;

fn add_score(j: u32, place: u32, s: vec4f) {
  let at = j * part.stride + place;
  sums[at] = fma(vec4f(part.weight), s, select(sums[at], vec4f(0.0), part.first == 1u));
}
