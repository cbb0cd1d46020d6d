import { multiply_add } from '../../wasm/vector/multiply_add.ts';

/**
 * As many multiplications and additions as there can be, half of each: some vectors are only multiplied, the others only added to.
 * A chain of multiply-adds would be no limit here: each result waits for a multiplication and an addition, and sixteen registers hold
 * too few chains to fill that time. It reached 42 GFLOP/s where the product of the engine, whose multiplications wait for nothing, reached
 * 44 and this loop 45, which is three operations a cycle, all that processor (an Intel Xeon with AVX-512) can begin.
 * @param one address of the number 1, unknown to the compiler
 * @param rounds operations of each vector
 * @param chains vectors, from 4 to 13
 */
export function separate(item: i32, one: usize, rounds: i32, chains: i32): void {
  choose(false, item, one, rounds, chains);
}

/** The same number of chains, of fused multiply-adds: each waits for one instruction, so that few are enough. */
export function fused(item: i32, one: usize, rounds: i32, chains: i32): void {
  choose(true, item, one, rounds, chains);
}

// @inline
function choose(is_fused: bool, item: i32, one: usize, rounds: i32, chains: i32): void {
  if (chains === 4) loop(4, is_fused, item, one, rounds);
  else if (chains === 6) loop(6, is_fused, item, one, rounds);
  else if (chains === 8) loop(8, is_fused, item, one, rounds);
  else if (chains === 10) loop(10, is_fused, item, one, rounds);
  else if (chains === 12) loop(12, is_fused, item, one, rounds);
  else loop(13, is_fused, item, one, rounds);
}

/** Compiled once for each number of chains, which is known then: all of it stays in registers. */
// @inline
function loop(chains: i32, is_fused: bool, item: i32, one: usize, rounds: i32): void {
  const f = v128.load_splat<f32>(one);
  let a = f;
  let b = f;
  let c = f;
  let d = f;
  let e = f;
  let g = f;
  let h = f;
  let i = f;
  let j = f;
  let k = f;
  let l = f;
  let m = f;
  let n = f;
  for (let round = 0; round < rounds; round++) {
    a = first(is_fused, a, f);
    b = second(is_fused, b, f);
    c = first(is_fused, c, f);
    d = second(is_fused, d, f);
    if (chains > 4) e = first(is_fused, e, f);
    if (chains > 4) g = second(is_fused, g, f);
    if (chains > 6) h = first(is_fused, h, f);
    if (chains > 6) i = second(is_fused, i, f);
    if (chains > 8) j = first(is_fused, j, f);
    if (chains > 8) k = second(is_fused, k, f);
    if (chains > 10) l = first(is_fused, l, f);
    if (chains > 10) m = second(is_fused, m, f);
    if (chains > 12) n = first(is_fused, n, f);
  }
  const some = add(add(add(a, b), add(c, d)), add(add(e, g), add(h, i)));
  const others = add(add(add(j, k), add(l, m)), n);
  // Else nothing of it would be computed.
  v128.store(one + 16 + (usize(item & 1023) << 4), add(some, others));
}

// @inline
function first(is_fused: bool, a: v128, f: v128): v128 {
  return is_fused ? multiply_add(a, f, f) : f32x4.mul(a, f);
}

// @inline
function second(is_fused: bool, a: v128, f: v128): v128 {
  return is_fused ? multiply_add(a, f, f) : f32x4.add(a, f);
}

// @inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
