import { leastVarianceShare, type MeasuredDirections, varianceGiven } from '../measured_directions.ts';
import { stride } from './block.ts';
import type { BlockScore } from './block_score.ts';
import type { BlockTangents } from './block_tangents.ts';

/**
 * A score led towards a linear measurement: s + ∇ ln p(y | x), with p(y | x) the normal of mean A·x̂ and covariance A·C·Aᵀ + R,
 * where x̂ = x + σ²·s is the mean of x₀ given x (Tweedie) and C = σ²·(1 + σ²·J), J = ∂s/∂x, its covariance (Boys et al. 2023,
 * "Tweedie moment projected diffusions"). Instead of solving (A·C·Aᵀ + R)·q = y − A·x̂, which takes a product with J for every measured
 * direction, it takes one step of conjugate gradients from the solution for a normal prior, which takes one: exact for one
 * direction, and where C is the same along all. As J is symmetric for a true score, J·v stands for Jᵀ·v.
 * @param score the score, with one tangent
 */
export function measuredScore(
  score: BlockTangents,
  { dimension, directions, values, variances, spreads }: MeasuredDirections,
): BlockScore {
  const { points, scores, tangents, products } = score;
  const count = values.length;
  const expected = new Float64Array(count);
  let square = 0;
  const denoised = new Float64Array(dimension);
  // Of each row qᵀ·(y − A·x̂), qᵀ·R·q and the least of qᵀ·A·C·Aᵀ·q.
  const sums = { slope: new Float64Array(stride), noise: new Float64Array(stride), least: new Float64Array(stride) };

  /** v = Aᵀ·q of a row, q the solution for a normal prior. */
  function fillTangent(r: number): void {
    for (let j = 0; j < dimension; j++) {
      denoised[j] = points[j * stride + r]! + square * scores[j * stride + r]!;
      tangents[j * stride + r] = 0;
    }
    let [slope, noise, least] = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      let residual = values[k]!;
      for (let j = 0; j < dimension; j++) residual -= directions[k * dimension + j]! * denoised[j]!;
      const weight = residual / (expected[k]! + variances[k]!);
      for (let j = 0; j < dimension; j++) tangents[j * stride + r]! += weight * directions[k * dimension + j]!;
      slope += weight * residual;
      noise += weight * weight * variances[k]!;
      least += weight * weight * expected[k]! * leastVarianceShare;
    }
    sums.slope[r] = slope;
    sums.noise[r] = noise;
    sums.least[r] = least;
  }

  /** Adds (1 + σ²·J)·v, by the factor of the step. */
  function addGradient(r: number): void {
    let along = 0;
    for (let j = 0; j < dimension; j++) {
      const at = j * stride + r;
      along += square * tangents[at]! * (tangents[at]! + square * products[at]!);
    }
    const curvature = Math.max(along, sums.least[r]!) + sums.noise[r]!;
    const factor = curvature > 0 ? sums.slope[r]! / curvature : 0;
    for (let j = 0; j < dimension; j++) {
      const at = j * stride + r;
      scores[at]! += factor * (tangents[at]! + square * products[at]!);
    }
  }

  return {
    points,
    scores,
    work: score.work + 4 * count * dimension,
    setLevel(sigma) {
      square = sigma ** 2;
      for (let k = 0; k < count; k++) expected[k] = varianceGiven(sigma, spreads[k]!);
      score.setLevel(sigma);
    },
    evaluate(rows, first) {
      score.evaluate(rows, first);
      for (let r = 0; r < rows; r++) fillTangent(r);
      score.multiply(rows);
      for (let r = 0; r < rows; r++) addGradient(r);
    },
  };
}
