import { constant } from './constant.ts';
import { multiply_add } from './multiply_add.ts';

/** exp x in four lanes, by a power of two and a polynomial. Coefficients: Cephes (Moshier), expf. Held within e^±87. */
// @inline
export function exponential(x: v128): v128 {
  // pmax passes NaN on where it is the first operand.
  const held = f32x4.pmin(f32x4.pmax(x, constant(-87.0)), constant(87.0));
  // Rounded to a whole number by the addition of one so large that the rest has no place; the last bits are that number.
  const shifted = multiply_add(held, constant(1.442695), constant(12582912.0));
  const powers = f32x4.sub(shifted, constant(12582912.0));
  // ln 2 in two parts, so that powers · 0.693359375 is exact.
  const r = multiply_add(powers, constant(2.1219444e-4), multiply_add(powers, constant(-0.693359375), held));
  let p = constant(1.98756915e-4);
  p = multiply_add(p, r, constant(1.3981999507e-3));
  p = multiply_add(p, r, constant(8.3334519073e-3));
  p = multiply_add(p, r, constant(4.1665795894e-2));
  p = multiply_add(p, r, constant(1.6666665459e-1));
  p = multiply_add(p, r, constant(5.0000001201e-1));
  const fraction = f32x4.add(multiply_add(p, f32x4.mul(r, r), r), constant(1.0));
  // Into the exponent of the fraction, which is near 1.
  return i32x4.add(fraction, i32x4.shl(shifted, 23));
}
