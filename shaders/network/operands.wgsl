// Where a matrix product reads, counted in vectors: the weights of the tile's first four units, and the terms of its first
// quad; and how far it is from one term of the sums to the next. Stepped through by addition: some drivers compute an
// index again for each read, and divide one number after the other.
struct Operands {
  weights: u32,
  weights_step: u32,
  terms: u32,
  terms_step: u32,
}
