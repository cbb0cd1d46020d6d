// Tangents at the points of a range of particles, and what becomes of each by the Jacobian of a score: planes of storage as long as
// those of the sum of scores. Workgroups number tangents in z.
@group(1) @binding(8) var<storage, read_write> tangents: array<vec4f>;
@group(1) @binding(9) var<storage, read_write> products: array<vec4f>;

// Where coordinate j of tangent t of the quad at `place` in the range is.
fn tangent_place(t: u32, j: u32, place: u32) -> u32 {
  return (t * part.dimension + j) * part.stride + place;
}

fn add_product(t: u32, j: u32, place: u32, product: vec4f) {
  let at = tangent_place(t, j, place);
  products[at] = fma(vec4f(part.weight), product, select(products[at], vec4f(0.0), part.first == 1u));
}
