import { maximumWidth, type Network } from '../../network.ts';
import { blockRows, filledRows, planes } from './block.ts';
import type { BlockGradient } from './gradient.ts';
import { loss } from './loss.ts';

// Scratch of one evaluation. Constants of the module, because compilers then know their addresses and lengths, which
// halves the time of the loops below.

/** For each hidden unit: its weight u of x̃, the negative of its offset v (the bias, and σ times its weight), ½w. */
const units = new Float64Array(3 * maximumWidth);
/** −z of four rows for every unit, before activation, four rows after four rows. */
const negated = new Float64Array(blockRows * maximumWidth);
/** The high words of those floats, with their signs, at every odd index. */
const signs = new Int32Array(negated.buffer);
/** δ and δ·x̃ of every row, after as many zeros. */
const active = 2 * blockRows;
const terms = new Float64Array(2 * active);

/**
 * networkGradient for one coordinate and one hidden layer of relu, four times as fast: a hidden unit is one number with
 * no slope beside it, and at one σ all four gradients of a unit follow from two sums.
 */
export function shallowGradient({ hidden }: Network, weighting: number): BlockGradient {
  const width = hidden[0]!;
  const points = planes(1);
  const epsilon = planes(1);
  const sigmas = planes(1);
  const score = planes(1);
  const delta = planes(1);
  return {
    points,
    epsilon,
    sigmas,
    evaluate(parameters, rows, scale, gradient) {
      const filled = filledRows(rows);
      const sigma = sigmas[0]!;
      forward(width, parameters, sigma, points, score, filled);
      if (filled > rows) delta.fill(0);
      const sum = loss(score, epsilon, delta, 1, sigmas, rows, scale, weighting);
      backward(width, parameters, sigma, points, delta, gradient, filled);
      return sum;
    },
  };
}

/**
 * s = b + Σ_k w_k·relu(z_k) with z_k = u_k·x̃ + v_k, for the first `rows` (a multiple of 4) rows. Because relu(z) is
 * (z + |z|)/2, that is a straight line in x̃ and a sum of magnitudes, without a branch mispredicted half the time.
 */
function forward(
  width: number,
  parameters: Float64Array,
  sigma: number,
  points: Float64Array,
  score: Float64Array,
  rows: number,
): void {
  let slope = 0;
  let offset = parameters[4 * width]!;
  for (let k = 0; k < width; k++) {
    const u = parameters[k]!;
    const v = sigma * parameters[width + k]! + parameters[2 * width + k]!;
    const half = 0.5 * parameters[3 * width + k]!;
    units[3 * k] = u;
    // Unlike −v, 0 − v is never −0, and so neither is any −z: its sign alone says whether z > 0.
    units[3 * k + 1] = 0 - v;
    units[3 * k + 2] = half;
    slope += half * u;
    offset += half * v;
  }
  let at = 0;
  for (let r = 0; r < rows; r += 4) {
    const x0 = points[r]!;
    const x1 = points[r + 1]!;
    const x2 = points[r + 2]!;
    const x3 = points[r + 3]!;
    let s0 = slope * x0 + offset;
    let s1 = slope * x1 + offset;
    let s2 = slope * x2 + offset;
    let s3 = slope * x3 + offset;
    for (let k = 0; k < 3 * width; k += 3) {
      const u = units[k]!;
      const v = units[k + 1]!;
      const half = units[k + 2]!;
      const z0 = v - u * x0;
      const z1 = v - u * x1;
      const z2 = v - u * x2;
      const z3 = v - u * x3;
      negated[at] = z0;
      negated[at + 1] = z1;
      negated[at + 2] = z2;
      negated[at + 3] = z3;
      s0 += half * Math.abs(z0);
      s1 += half * Math.abs(z1);
      s2 += half * Math.abs(z2);
      s3 += half * Math.abs(z3);
      at += 4;
    }
    score[r] = s0;
    score[r + 1] = s1;
    score[r + 2] = s2;
    score[r + 3] = s3;
  }
}

/** Adds ∂loss/∂parameters, given δ = ∂loss/∂s of the first `rows` (a multiple of 4) rows. */
function backward(
  width: number,
  parameters: Float64Array,
  sigma: number,
  points: Float64Array,
  delta: Float64Array,
  gradient: Float64Array,
  rows: number,
): void {
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const d = delta[r]!;
    total += d;
    terms[active + 2 * r] = d;
    terms[active + 2 * r + 1] = d * points[r]!;
  }
  gradient[4 * width]! += total;
  for (let k = 0; k < width; k++) {
    // Σ δ and Σ δ·x̃ over the rows where z > 0, each as two sums that need not wait for one another. The sign of −z picks
    // δ or 0: a branch on it would be mispredicted half the time.
    let one0 = 0;
    let one1 = 0;
    let point0 = 0;
    let point1 = 0;
    for (let r = 0; r < rows; r += 4) {
      const word = 2 * (r * width + 4 * k) + 1;
      const row0 = 2 * r + ((signs[word]! >> 31) & active);
      const row1 = 2 * r + 2 + ((signs[word + 2]! >> 31) & active);
      const row2 = 2 * r + 4 + ((signs[word + 4]! >> 31) & active);
      const row3 = 2 * r + 6 + ((signs[word + 6]! >> 31) & active);
      one0 += terms[row0]! + terms[row1]!;
      one1 += terms[row2]! + terms[row3]!;
      point0 += terms[row0 + 1]! + terms[row1 + 1]!;
      point1 += terms[row2 + 1]! + terms[row3 + 1]!;
    }
    const ofOne = one0 + one1;
    const ofPoint = point0 + point1;
    const w = parameters[3 * width + k]!;
    gradient[k]! += w * ofPoint;
    gradient[width + k]! += w * sigma * ofOne;
    gradient[2 * width + k]! += w * ofOne;
    gradient[3 * width + k]! += parameters[k]! * ofPoint - units[3 * k + 1]! * ofOne;
  }
}
