import type { Layer } from '../../network.ts';
import { planes, stride } from './block.ts';
import type { Pass } from './forward.ts';
import { product } from './product.ts';

/** Room for ∂loss/∂z of every layer's outputs z before activation: [outputs] planes each. */
export function createDeltas(layers: readonly Layer[]): Float64Array[] {
  return layers.map(({ outputs }) => planes(outputs));
}

/**
 * Adds to `gradient` ∂loss/∂parameters over the first `rows` (a multiple of 4) rows of a block, from the pass and from
 * the last of `deltas`, which the loss has filled; fills the others on the way back.
 */
export function backward(
  pass: Pass,
  parameters: Float64Array,
  deltas: readonly Float64Array[],
  gradient: Float64Array,
  rows: number,
): void {
  for (let l = pass.layers.length - 1; l >= 0; l--) {
    const { inputs, outputs, weight } = pass.layers[l]!;
    const delta = deltas[l]!;
    addOuterProducts(gradient, weight, pass.inputs[l]!, inputs + 1, delta, outputs, rows);
    const previous = deltas[l - 1];
    if (!previous) continue;
    product(
      previous,
      delta,
      parameters,
      { offset: weight, terms: outputs, termStep: 1, results: inputs, resultStep: outputs },
      rows,
    );
    const slope = pass.slopes[l - 1]!;
    for (let i = 0; i < inputs; i++) {
      for (let at = i * stride; at < i * stride + rows; at++) previous[at]! *= slope[at]!;
    }
  }
}

const sums = new Float64Array(8);

/**
 * gradient[offset + i·outputs + j] += Σ_r input_i(r) · delta_j(r). Blocks of 4 × 2 entries are summed in registers; at
 * the edges the last plane stands in for those that are missing, and its sums are left out.
 */
function addOuterProducts(
  gradient: Float64Array,
  offset: number,
  input: Float64Array,
  inputs: number,
  delta: Float64Array,
  outputs: number,
  rows: number,
): void {
  for (let j = 0; j < outputs; j += 2) {
    for (let i = 0; i < inputs; i += 4) {
      sumBlock(input, i, inputs - 1, delta, j, outputs - 1, rows);
      for (let k = i; k < i + 4 && k < inputs; k++) {
        for (let m = j; m < j + 2 && m < outputs; m++)
          gradient[offset + k * outputs + m]! += sums[2 * (k - i) + m - j]!;
      }
    }
  }
}

function sumBlock(
  input: Float64Array,
  i: number,
  lastInput: number,
  delta: Float64Array,
  j: number,
  lastOutput: number,
  rows: number,
): void {
  const x0 = i * stride;
  const x1 = Math.min(i + 1, lastInput) * stride;
  const x2 = Math.min(i + 2, lastInput) * stride;
  const x3 = Math.min(i + 3, lastInput) * stride;
  const y0 = j * stride;
  const y1 = Math.min(j + 1, lastOutput) * stride;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let r = 0; r < rows; r++) {
    const a = delta[y0 + r]!;
    const b = delta[y1 + r]!;
    const v0 = input[x0 + r]!;
    const v1 = input[x1 + r]!;
    const v2 = input[x2 + r]!;
    const v3 = input[x3 + r]!;
    a0 += v0 * a;
    a1 += v1 * a;
    a2 += v2 * a;
    a3 += v3 * a;
    b0 += v0 * b;
    b1 += v1 * b;
    b2 += v2 * b;
    b3 += v3 * b;
  }
  sums[0] = a0;
  sums[1] = b0;
  sums[2] = a1;
  sums[3] = b1;
  sums[4] = a2;
  sums[5] = b2;
  sums[6] = a3;
  sums[7] = b3;
}
