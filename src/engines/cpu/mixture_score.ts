import type { GaussianMixture } from '../../distributions/gaussian_mixture.ts';
import { blockRows, planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';

/** What products with the Jacobian need of the last evaluation, beside its scores. */
export interface MixtureScore extends BlockScore {
  /** Weight of every component given the point, [row][component], but for a factor: the total of the row. */
  readonly shares: Float64Array;
  readonly totals: Float64Array;
  /** μ_k, [component][coordinate], and s_k² + σ². */
  readonly centres: Float64Array;
  readonly variances: Float64Array;
}

/** The exact score of a mixture perturbed by σ: the mean of (μ_k − x)/(s_k² + σ²) over the components, given x. */
export function mixtureScore({
  dimension,
  weights,
  means,
  deviations,
}: Pick<GaussianMixture, 'dimension' | 'weights' | 'means' | 'deviations'>): MixtureScore {
  const components = weights.length;
  const centres = Float64Array.from(means.flat());
  const variances = new Float64Array(components);
  // ln of w_k over the constant of the density of component k, but for what all components share.
  const logConstants = new Float64Array(components);
  const shares = new Float64Array(blockRows * components);
  const totals = new Float64Array(blockRows);
  const points = planes(dimension);
  const scores = planes(dimension);
  return {
    points,
    scores,
    ...{ shares, totals, centres, variances },
    work: 10 * components * (dimension + 2),
    setLevel(sigma) {
      for (let k = 0; k < components; k++) {
        variances[k] = deviations[k]! ** 2 + sigma ** 2;
        logConstants[k] = Math.log(weights[k]!) - 0.5 * dimension * Math.log(variances[k]!);
      }
    },
    evaluate(rows) {
      for (let r = 0; r < rows; r++) {
        const first = r * components;
        let largest = -Infinity;
        for (let k = 0; k < components; k++) {
          let square = 0;
          for (let j = 0; j < dimension; j++) {
            const difference = points[j * stride + r]! - centres[k * dimension + j]!;
            square += difference * difference;
          }
          const log = logConstants[k]! - (0.5 * square) / variances[k]!;
          shares[first + k] = log;
          if (log > largest) largest = log;
        }
        let sum = 0;
        for (let k = 0; k < components; k++) sum += shares[first + k] = Math.exp(shares[first + k]! - largest);
        totals[r] = sum;
        for (let j = 0; j < dimension; j++) {
          let pull = 0;
          for (let k = 0; k < components; k++) {
            pull += (shares[first + k]! * (centres[k * dimension + j]! - points[j * stride + r]!)) / variances[k]!;
          }
          scores[j * stride + r] = pull / sum;
        }
      }
    },
  };
}
