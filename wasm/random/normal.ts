import { constant, constant_word } from '../vector/constant.ts';
import { minus_log } from '../vector/logarithm.ts';
import { small_cosine, small_sine } from '../vector/sine.ts';
import { philox } from './philox.ts';

/** A uniform in (0, 1] that is a multiple of 2⁻²⁴, of each word. */
// @inline
export function uniform(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(i32x4.shr_u(words, 8), constant_word(1))), constant(5.9604645e-8));
}

/** Two normals a lane, by Box and Muller (1958), to out and out + 16. |z| ends at √(48 ln 2) = 5.77. */
// @inline
function pair(out: usize, lengths: v128, angles: v128): void {
  const radius = f32x4.sqrt(f32x4.mul(constant(2.0), minus_log(uniform(lengths))));
  // The angle in units of 2⁻²⁴ turns, reduced exactly to ±⅛ turn around the nearest quarter.
  const turns = i32x4.shr_u(angles, 8);
  const quarter = i32x4.shr_u(i32x4.add(turns, constant_word(0x200000)), 22);
  const angle = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(turns, i32x4.shl(quarter, 22))), constant(3.7450702e-7));
  const sine = small_sine(angle);
  const cosine = small_cosine(angle);
  const odd = i32x4.shr_s(i32x4.shl(quarter, 31), 31);
  // Quarters 1 and 2 turn the cosine negative, quarters 2 and 3 the sine: bit 1 of quarter + 1 and of quarter, as a sign.
  const sign = constant_word(0x80000000);
  const cosine_sign = v128.and(i32x4.shl(i32x4.add(quarter, constant_word(1)), 30), sign);
  const sine_sign = v128.and(i32x4.shl(quarter, 30), sign);
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), cosine_sign)));
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, odd), sine_sign)), 16);
}

/**
 * Sixteen standard normals for the rows of the quads `quad` … `quad + 3`: those of row 4·l + k of these sixteen stand in lane l of the
 * vector at out + 16·k. Twin: normals() in src/random.ts.
 */
export function normals(out: usize, quad: u32, block: u32, step: u32, stream: u32, key0: u32, key1: u32): void {
  philox(out, i32x4.add(i32x4.splat(quad), i32x4(0, 1, 2, 3)), block, step, stream, key0, key1);
  pair(out, v128.load(out), v128.load(out, 16));
  pair(out + 32, v128.load(out, 32), v128.load(out, 48));
}

/** The words of the same counters, in the same order. */
export function words(out: usize, quad: u32, block: u32, step: u32, stream: u32, key0: u32, key1: u32): void {
  philox(out, i32x4.add(i32x4.splat(quad), i32x4(0, 1, 2, 3)), block, step, stream, key0, key1);
}
