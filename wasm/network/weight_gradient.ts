import { multiply_add } from '../vector/multiply_add.ts';
import { PANEL, panels, ROW } from './panels.ts';

/**
 * gradient(i, j) += Σ_r input(r, i)·delta(r, j) over `rows` rows of a block, and gradient(inputs, j), that of the biases, += Σ_r delta(r, j).
 * The gradient is laid out as the parameters of the layer.
 */
export function weight_gradient(
  gradient: usize,
  input: usize,
  inputs: usize,
  delta: usize,
  outputs: usize,
  rows: usize,
): void {
  const step = (inputs + 1) * ROW;
  for (let j: usize = 0; j < panels(outputs); j++) {
    const panel = gradient + j * step;
    const deltas = delta + j * PANEL;
    let i: usize = 0;
    for (; i + 4 <= inputs; i += 4) {
      tile(panel + i * ROW, input + (i >> 3) * PANEL + (i & 7) * 4, deltas, rows);
    }
    for (; i < inputs; i++) {
      strip(panel + i * ROW, input + (i >> 3) * PANEL + (i & 7) * 4, deltas, rows);
    }
    sums(panel + inputs * ROW, deltas, rows);
  }
}

/** Four inputs by eight outputs. */
// @inline
function tile(out: usize, input: usize, delta: usize, rows: usize): void {
  let a0 = v128.load(out);
  let a1 = v128.load(out, 16);
  let b0 = v128.load(out, 32);
  let b1 = v128.load(out, 48);
  let c0 = v128.load(out, 64);
  let c1 = v128.load(out, 80);
  let d0 = v128.load(out, 96);
  let d1 = v128.load(out, 112);
  let x = input;
  let y = delta;
  const end = delta + rows * ROW;
  do {
    const y0 = v128.load(y);
    const y1 = v128.load(y, 16);
    const a = v128.load_splat<f32>(x);
    a0 = multiply_add(a, y0, a0);
    a1 = multiply_add(a, y1, a1);
    const b = v128.load_splat<f32>(x, 4);
    b0 = multiply_add(b, y0, b0);
    b1 = multiply_add(b, y1, b1);
    const c = v128.load_splat<f32>(x, 8);
    c0 = multiply_add(c, y0, c0);
    c1 = multiply_add(c, y1, c1);
    const d = v128.load_splat<f32>(x, 12);
    d0 = multiply_add(d, y0, d0);
    d1 = multiply_add(d, y1, d1);
    x += ROW;
    y += ROW;
  } while (y < end);
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
  v128.store(out, c0, 64);
  v128.store(out, c1, 80);
  v128.store(out, d0, 96);
  v128.store(out, d1, 112);
}

/** One input by eight outputs. */
// @inline
function strip(out: usize, input: usize, delta: usize, rows: usize): void {
  let a0 = v128.load(out);
  let a1 = v128.load(out, 16);
  for (let r: usize = 0; r < rows; r++) {
    const a = v128.load_splat<f32>(input + r * ROW);
    a0 = multiply_add(a, v128.load(delta + r * ROW), a0);
    a1 = multiply_add(a, v128.load(delta + r * ROW, 16), a1);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}

/** Eight biases. */
// @inline
function sums(out: usize, delta: usize, rows: usize): void {
  let a0 = v128.load(out);
  let a1 = v128.load(out, 16);
  for (let r: usize = 0; r < rows; r++) {
    a0 = f32x4.add(a0, v128.load(delta + r * ROW));
    a1 = f32x4.add(a1, v128.load(delta + r * ROW, 16));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}
