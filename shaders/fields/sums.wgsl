// Planes of storage to which the scores of a sum are added, one after the other.
@group(1) @binding(6) var<storage, read_write> sums: array<vec4f>;

fn add_score(j: u32, place: u32, s: vec4f) {
  let at = j * part.stride + place;
  sums[at] = fma(vec4f(part.weight), s, select(sums[at], vec4f(0.0), part.first == 1u));
}
