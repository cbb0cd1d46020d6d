import { constant_word } from '../vector/constant.ts';
/**
 * Philox4x32-10 (Salmon et al. 2011) for four counters, one a lane: word w of the counters (index, block, step, stream), whose
 * index is a lane's own, goes to out + 16·w. Twin: philox() in src/random.ts and shaders/random/philox.wgsl.
 */
// @inline
export function philox(out: usize, index: v128, block: u32, step: u32, stream: u32, key0: u32, key1: u32): void {
  const multiplier0 = constant_word(0xd2511f53);
  const multiplier1 = constant_word(0xcd9e8d57);
  let c0 = index;
  let c1 = i32x4.splat(block);
  let c2 = i32x4.splat(step);
  let c3 = i32x4.splat(stream);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  for (let round = 0; round < 10; round++) {
    // Products of 64 bits, of lanes 0 and 1 and of lanes 2 and 3.
    const first0 = i64x2.extmul_low_i32x4_u(multiplier0, c0);
    const last0 = i64x2.extmul_high_i32x4_u(multiplier0, c0);
    const first1 = i64x2.extmul_low_i32x4_u(multiplier1, c2);
    const last1 = i64x2.extmul_high_i32x4_u(multiplier1, c2);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(first1, last1, 1, 3, 5, 7), c1), k0);
    c1 = v128.shuffle<i32>(first1, last1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(first0, last0, 1, 3, 5, 7), c3), k1);
    c3 = v128.shuffle<i32>(first0, last0, 0, 2, 4, 6);
    k0 = i32x4.add(k0, constant_word(0x9e3779b9));
    k1 = i32x4.add(k1, constant_word(0xbb67ae85));
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}
