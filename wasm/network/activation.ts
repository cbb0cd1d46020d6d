import { constant } from '../vector/constant.ts';
import { exponential } from '../vector/exponential.ts';
import { minus_log } from '../vector/logarithm.ts';
import { multiply_add } from '../vector/multiply_add.ts';

/** The activations, by their place in `activations` of src/network.ts. */
export const RELU: u32 = 0;
export const SILU: u32 = 1;
export const TANH: u32 = 2;
export const SOFTPLUS: u32 = 3;

/**
 * The same as types. What takes one is compiled for each by itself: of functions that take a number and are inlined, the compiler makes
 * one again, which asks for every vector.
 */
export class Relu {}
export class Silu {}
export class Tanh {}
export class Softplus {}

// @inline
function logistic(z: v128): v128 {
  const one = constant(1.0);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(z))));
}

/** tanh z. Near 0 by a polynomial, where 1 − 2/(1 + exp 2z) would cancel. Coefficients: Cephes (Moshier), tanhf. */
// @inline
function hyperbolic(z: v128): v128 {
  const one = constant(1.0);
  const square = f32x4.mul(z, z);
  let p = constant(-5.70498872745e-3);
  p = multiply_add(p, square, constant(2.06390887954e-2));
  p = multiply_add(p, square, constant(-5.37397155531e-2));
  p = multiply_add(p, square, constant(1.33314422036e-1));
  p = multiply_add(p, square, constant(-3.33332819422e-1));
  const near = multiply_add(f32x4.mul(p, square), z, z);
  const far = f32x4.sub(one, f32x4.div(constant(2.0), f32x4.add(one, exponential(f32x4.add(z, z)))));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(z), constant(0.625)));
}

/** What value and slope have in common, computed once. */
// @inline
export function gate<K>(z: v128): v128 {
  if (idof<K>() === idof<Relu>()) return v128.and(f32x4.gt(z, f32x4.splat(0.0)), constant(1.0));
  if (idof<K>() === idof<Tanh>()) return hyperbolic(z);
  return logistic(z);
}

/** φ(z) from z and its gate. */
// @inline
export function value_of<K>(z: v128, g: v128): v128 {
  // pmax passes NaN on where it is the first operand.
  if (idof<K>() === idof<Relu>()) return f32x4.pmax(z, f32x4.splat(0.0));
  if (idof<K>() === idof<Silu>()) return f32x4.mul(z, g);
  if (idof<K>() === idof<Tanh>()) return g;
  // ln(1 + exp z) = max(z, 0) + ln(1 + exp(−|z|)), which never overflows.
  const tail = minus_log(f32x4.add(constant(1.0), exponential(f32x4.neg(f32x4.abs(z)))));
  return f32x4.sub(f32x4.pmax(z, f32x4.splat(0.0)), tail);
}

/** φ′(z) from z and its gate. relu′(0) = 0, as on every engine. */
// @inline
export function slope_of<K>(z: v128, g: v128): v128 {
  const one = constant(1.0);
  if (idof<K>() === idof<Silu>()) return multiply_add(f32x4.mul(z, g), f32x4.sub(one, g), g);
  if (idof<K>() === idof<Tanh>()) return f32x4.sub(one, f32x4.mul(g, g));
  return g;
}
