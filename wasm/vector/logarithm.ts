import { constant, constant_word } from './constant.ts';
import { multiply_add } from './multiply_add.ts';

/** −ln x in four lanes, for normal numbers above 0. Coefficients: Cephes (Moshier), logf. Twin: minus_log in shaders/random/normal.wgsl. */
// @inline
export function minus_log(x: v128): v128 {
  // In [½, 1), and brought to [√½, √2).
  const mantissa = v128.or(v128.and(x, constant_word(0x007fffff)), constant_word(0x3f000000));
  const small = f32x4.lt(mantissa, constant(0.70710678));
  const exponent = f32x4.convert_i32x4_s(i32x4.add(i32x4.sub(i32x4.shr_u(x, 23), constant_word(126)), small));
  const m = f32x4.sub(f32x4.add(mantissa, v128.and(mantissa, small)), constant(1.0));
  const z = f32x4.mul(m, m);
  let p = constant(7.0376836292e-2);
  p = multiply_add(p, m, constant(-1.151461031e-1));
  p = multiply_add(p, m, constant(1.167699874e-1));
  p = multiply_add(p, m, constant(-1.2420140846e-1));
  p = multiply_add(p, m, constant(1.4249322787e-1));
  p = multiply_add(p, m, constant(-1.6668057665e-1));
  p = multiply_add(p, m, constant(2.0000714765e-1));
  p = multiply_add(p, m, constant(-2.4999993993e-1));
  p = multiply_add(p, m, constant(3.3333331174e-1));
  // ln 2 in two parts, so that exponent · 0.693359375 is exact.
  const cubic = f32x4.mul(f32x4.mul(p, m), z);
  const tail = multiply_add(exponent, constant(-2.1219444e-4), multiply_add(z, constant(-0.5), cubic));
  return f32x4.neg(multiply_add(exponent, constant(0.693359375), f32x4.add(m, tail)));
}
