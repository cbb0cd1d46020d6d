import type { GaussianMixture } from '../../distributions/gaussian_mixture.ts';
import { planes, stride } from './block.ts';
import type { BlockTangents } from './block_tangents.ts';
import { mixtureScore } from './mixture_score.ts';

/**
 * The exact score of a mixture perturbed by σ and products of its Jacobian with so many tangents. With A_k = (μ_k − x)/v_k,
 * v_k = s_k² + σ², and r_k = P(component k | x),
 *
 *     s = Σ r_k·A_k,      J·v = Σ r_k·((A_k − s)·((A_k − s)·v) − v/v_k).
 */
export function mixtureTangents(mixture: GaussianMixture, count: number): BlockTangents {
  const { dimension } = mixture;
  const score = mixtureScore(mixture);
  const { points, scores, shares, totals, centres, variances } = score;
  const components = variances.length;
  const tangents = planes(count * dimension);
  const products = planes(count * dimension);
  // A_k − s of a row and a component, and sums over the components.
  const apart = new Float64Array(dimension);
  const sums = new Float64Array(dimension);

  /** J·v of one row, whose tangent begins at a place of the planes. */
  function along(r: number, first: number): void {
    sums.fill(0);
    let inverse = 0;
    for (let k = 0; k < components; k++) {
      const share = shares[r * components + k]! / totals[r]!;
      let product = 0;
      for (let j = 0; j < dimension; j++) {
        const pull = (centres[k * dimension + j]! - points[j * stride + r]!) / variances[k]!;
        apart[j] = pull - scores[j * stride + r]!;
        product += apart[j]! * tangents[first + j * stride]!;
      }
      for (let j = 0; j < dimension; j++) sums[j]! += share * product * apart[j]!;
      inverse += share / variances[k]!;
    }
    for (let j = 0; j < dimension; j++) {
      const at = first + j * stride;
      products[at] = sums[j]! - inverse * tangents[at]!;
    }
  }

  return {
    points,
    scores,
    work: (1 + count) * score.work,
    setLevel: score.setLevel,
    evaluate: score.evaluate,
    tangents,
    products,
    multiply(rows) {
      for (let t = 0; t < count; t++) {
        for (let r = 0; r < rows; r++) along(r, t * dimension * stride + r);
      }
    },
  };
}
