import { stride } from './block.ts';

/** A matrix inside the parameters: entry (term i, result j) stands at offset + i·termStep + j·resultStep. */
export interface Matrix {
  readonly offset: number;
  readonly terms: number;
  readonly termStep: number;
  readonly results: number;
  readonly resultStep: number;
}

/** Two columns of a matrix side by side, for as many terms as a sum has had so far. */
let panel = new Float64Array(2 * 1024);

/**
 * out_j = Σ_i matrix(i, j) · in_i over planes, for the first `rows` (a multiple of 4) rows. Two results of four rows are
 * summed in registers, so that each weight serves four rows and each input two results.
 */
export function product(
  out: Float64Array,
  input: Float64Array,
  parameters: Float64Array,
  matrix: Matrix,
  rows: number,
): void {
  const { offset, terms, termStep, results, resultStep } = matrix;
  if (panel.length < 2 * terms) panel = new Float64Array(2 * terms);
  const columns = panel;
  for (let j = 0; j < results; j += 2) {
    const second = j + 1 < results;
    for (let i = 0; i < terms; i++) {
      const at = offset + i * termStep + j * resultStep;
      columns[2 * i] = parameters[at]!;
      columns[2 * i + 1] = second ? parameters[at + resultStep]! : 0;
    }
    if (second) pairOfResults(out, j * stride, columns, input, terms, rows);
    else lastResult(out, j * stride, columns, input, terms, rows);
  }
}

function pairOfResults(
  out: Float64Array,
  at: number,
  columns: Float64Array,
  input: Float64Array,
  terms: number,
  rows: number,
): void {
  for (let r = 0; r < rows; r += 4) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    let x = r;
    for (let i = 0; i < 2 * terms; i += 2) {
      const a = columns[i]!;
      const b = columns[i + 1]!;
      const x0 = input[x]!;
      const x1 = input[x + 1]!;
      const x2 = input[x + 2]!;
      const x3 = input[x + 3]!;
      a0 += a * x0;
      a1 += a * x1;
      a2 += a * x2;
      a3 += a * x3;
      b0 += b * x0;
      b1 += b * x1;
      b2 += b * x2;
      b3 += b * x3;
      x += stride;
    }
    const q = at + r;
    out[q] = a0;
    out[q + 1] = a1;
    out[q + 2] = a2;
    out[q + 3] = a3;
    out[q + stride] = b0;
    out[q + stride + 1] = b1;
    out[q + stride + 2] = b2;
    out[q + stride + 3] = b3;
  }
}

function lastResult(
  out: Float64Array,
  at: number,
  columns: Float64Array,
  input: Float64Array,
  terms: number,
  rows: number,
): void {
  for (let r = 0; r < rows; r += 4) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let x = r;
    for (let i = 0; i < 2 * terms; i += 2) {
      const a = columns[i]!;
      a0 += a * input[x]!;
      a1 += a * input[x + 1]!;
      a2 += a * input[x + 2]!;
      a3 += a * input[x + 3]!;
      x += stride;
    }
    out[at + r] = a0;
    out[at + r + 1] = a1;
    out[at + r + 2] = a2;
    out[at + r + 3] = a3;
  }
}
