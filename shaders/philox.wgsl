// Philox4x32-10 (Salmon et al. 2011). Twin of philox() in src/random.ts: the same words for the same counter and key.

struct Product {
  high: vec2u,
  low: vec2u,
}

// Two 32×32-bit products, 64 bits each. WGSL has no such integers, so they are built from 16-bit halves; four
// multiplications give both words.
fn multiply(a: vec2u, b: vec2u) -> Product {
  let half = vec2u(0xffffu);
  let shift = vec2u(16u);
  let lowest = (a & half) * (b & half);
  let middle = (a >> shift) * (b & half) + (lowest >> shift);
  let carry = (a & half) * (b >> shift) + (middle & half);
  let high = (a >> shift) * (b >> shift) + (middle >> shift) + (carry >> shift);
  return Product(high, (carry << shift) | (lowest & half));
}

fn philox(counter: vec4u, seed: vec2u) -> vec4u {
  let multiplier = vec2u(0xd2511f53u, 0xcd9e8d57u);
  var c = counter;
  var key = seed;
  for (var round = 0u; round < 10u; round++) { // unroll
    let product = multiply(multiplier, c.xz);
    c = vec4u(product.high.y ^ c.y ^ key.x, product.low.y, product.high.x ^ c.w ^ key.y, product.low.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}
