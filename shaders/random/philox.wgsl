// Philox4x32-10 (Salmon et al. 2011). Twin of philox() in src/random.ts: the same words for the same counter and key.

// High words of two 32×32-bit products; WGSL has no 64-bit integers, so they are built from 16-bit halves.
fn multiply_high(a: vec2u, b: vec2u) -> vec2u {
  let half = vec2u(0xffffu);
  let shift = vec2u(16u);
  let lowest = (a & half) * (b & half);
  let middle = (a >> shift) * (b & half) + (lowest >> shift);
  let carry = (a & half) * (b >> shift) + (middle & half);
  return (a >> shift) * (b >> shift) + (middle >> shift) + (carry >> shift);
}

fn philox(counter: vec4u, seed: vec2u) -> vec4u {
  let multiplier = vec2u(0xd2511f53u, 0xcd9e8d57u);
  var c = counter;
  var key = seed;
  for (var round = 0u; round < 10u; round++) { // unroll
    let high = multiply_high(multiplier, c.xz);
    let low = multiplier * c.xz;
    c = vec4u(high.y ^ c.y ^ key.x, low.y, high.x ^ c.w ^ key.y, low.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}
