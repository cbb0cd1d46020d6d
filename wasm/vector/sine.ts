import { constant } from './constant.ts';
import { multiply_add } from './multiply_add.ts';

/** sin of angles within ±π/4. Coefficients of both polynomials: Cephes (Moshier), sinf. */
// @inline
export function small_sine(angle: v128): v128 {
  const z = f32x4.mul(angle, angle);
  const p = multiply_add(z, constant(-1.9515295891e-4), constant(8.3321608736e-3));
  return multiply_add(multiply_add(p, z, constant(-1.6666654611e-1)), f32x4.mul(z, angle), angle);
}

/** cos of angles within ±π/4. */
// @inline
export function small_cosine(angle: v128): v128 {
  const z = f32x4.mul(angle, angle);
  const p = multiply_add(z, constant(2.443315711809948e-5), constant(-1.388731625493765e-3));
  const q = multiply_add(p, z, constant(4.166664568298827e-2));
  return multiply_add(q, f32x4.mul(z, z), multiply_add(z, constant(-0.5), constant(1.0)));
}
