/** a·b + c: rounded once where the machine has fused multiply-adds and the binary may use them, else twice. */
// @inline
export function multiply_add(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
