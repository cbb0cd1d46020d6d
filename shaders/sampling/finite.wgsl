// By the bits, because WGSL lets a compiler assume that neither infinity nor NaN occurs and drop a test by value.
fn not_finite(x: vec4f) -> vec4<bool> {
  return (bitcast<vec4u>(x) & vec4u(0x7f800000u)) == vec4u(0x7f800000u);
}
