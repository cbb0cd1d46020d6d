import { multiply_add } from '../vector/multiply_add.ts';
import { PANEL, panels, ROW, ROWS } from './panels.ts';

/**
 * out(r, j) = start_j + Σ_k input(r, k)·weights(k, j) for `rows` (a multiple of 4) rows of a block: the forward pass, and with
 * transposed weights the backward pass.
 * @param step bytes from one panel of weights to the next
 * @param biased whether the sums start from the row that follows the weights of a panel, or from 0
 */
export function product(
  out: usize,
  input: usize,
  terms: usize,
  weights: usize,
  step: usize,
  results: usize,
  biased: bool,
  rows: usize,
): void {
  for (let j: usize = 0; j < panels(results); j++) {
    const panel = weights + j * step;
    let start0 = f32x4.splat(0.0);
    let start1 = start0;
    if (biased) {
      start0 = v128.load(panel + terms * ROW);
      start1 = v128.load(panel + terms * ROW, 16);
    }
    for (let r: usize = 0; r < rows; r += 4) {
      tile(out + (j * ROWS + r) * ROW, input + r * ROW, terms, panel, start0, start1);
    }
  }
}

/** Four rows of one panel of results. The loop stays rolled: unrolled, V8 spills registers and loses a third. */
// @inline
function tile(out: usize, input: usize, terms: usize, weights: usize, start0: v128, start1: v128): void {
  let a0 = start0;
  let a1 = start1;
  let b0 = start0;
  let b1 = start1;
  let c0 = start0;
  let c1 = start1;
  let d0 = start0;
  let d1 = start1;
  let x = input;
  let w = weights;
  let left = terms;
  while (left > 0) {
    const some = min<usize>(left, 8);
    const end = x + 4 * some;
    do {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const a = v128.load_splat<f32>(x);
      a0 = multiply_add(a, w0, a0);
      a1 = multiply_add(a, w1, a1);
      const b = v128.load_splat<f32>(x, 32);
      b0 = multiply_add(b, w0, b0);
      b1 = multiply_add(b, w1, b1);
      const c = v128.load_splat<f32>(x, 64);
      c0 = multiply_add(c, w0, c0);
      c1 = multiply_add(c, w1, c1);
      const d = v128.load_splat<f32>(x, 96);
      d0 = multiply_add(d, w0, d0);
      d1 = multiply_add(d, w1, d1);
      w += ROW;
      x += 4;
    } while (x < end);
    x += PANEL - 4 * some;
    left -= some;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
  v128.store(out, c0, 64);
  v128.store(out, c1, 80);
  v128.store(out, d0, 96);
  v128.store(out, d1, 112);
}
