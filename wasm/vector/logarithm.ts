import { multiply_add } from './multiply_add.ts';

/** −ln x in four lanes, for normal numbers above 0. Coefficients: Cephes (Moshier), logf. Twin: minus_log in shaders/random/normal.wgsl. */
// @inline
export function minus_log(x: v128): v128 {
  // In [½, 1), and brought to [√½, √2).
  const mantissa = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(mantissa, f32x4.splat(<f32>Math.SQRT1_2));
  const exponent = f32x4.convert_i32x4_s(i32x4.add(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)), small));
  const m = f32x4.sub(f32x4.add(mantissa, v128.and(mantissa, small)), f32x4.splat(1.0));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = multiply_add(p, m, f32x4.splat(-1.151461031e-1));
  p = multiply_add(p, m, f32x4.splat(1.167699874e-1));
  p = multiply_add(p, m, f32x4.splat(-1.2420140846e-1));
  p = multiply_add(p, m, f32x4.splat(1.4249322787e-1));
  p = multiply_add(p, m, f32x4.splat(-1.6668057665e-1));
  p = multiply_add(p, m, f32x4.splat(2.0000714765e-1));
  p = multiply_add(p, m, f32x4.splat(-2.4999993993e-1));
  p = multiply_add(p, m, f32x4.splat(3.3333331174e-1));
  // ln 2 in two parts, so that exponent · 0.693359375 is exact.
  const cubic = f32x4.mul(f32x4.mul(p, m), z);
  const tail = multiply_add(exponent, f32x4.splat(-2.1219444e-4), multiply_add(z, f32x4.splat(-0.5), cubic));
  return f32x4.neg(multiply_add(exponent, f32x4.splat(0.693359375), f32x4.add(m, tail)));
}
