import type { GaussianMixture } from '../../distributions/gaussian_mixture.ts';
import { planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';

/** The exact score of a mixture perturbed by σ: the mean of (μ_k − x)/(s_k² + σ²) over the components, given x. */
export function mixtureScore({
  dimension,
  weights,
  means,
  deviations,
}: Pick<GaussianMixture, 'dimension' | 'weights' | 'means' | 'deviations'>): BlockScore {
  const components = weights.length;
  const centres = Float64Array.from(means.flat());
  const variances = new Float64Array(components);
  // ln of w_k over the constant of the density of component k, but for what all components share.
  const logConstants = new Float64Array(components);
  const logs = new Float64Array(components);
  const points = planes(dimension);
  const scores = planes(dimension);
  return {
    points,
    scores,
    work: 10 * components * (dimension + 2),
    setLevel(sigma) {
      for (let k = 0; k < components; k++) {
        variances[k] = deviations[k]! ** 2 + sigma ** 2;
        logConstants[k] = Math.log(weights[k]!) - 0.5 * dimension * Math.log(variances[k]!);
      }
    },
    evaluate(rows) {
      for (let r = 0; r < rows; r++) {
        let largest = -Infinity;
        for (let k = 0; k < components; k++) {
          let square = 0;
          for (let j = 0; j < dimension; j++) {
            const difference = points[j * stride + r]! - centres[k * dimension + j]!;
            square += difference * difference;
          }
          logs[k] = logConstants[k]! - (0.5 * square) / variances[k]!;
          if (logs[k]! > largest) largest = logs[k]!;
        }
        let sum = 0;
        for (let k = 0; k < components; k++) sum += logs[k] = Math.exp(logs[k]! - largest);
        for (let j = 0; j < dimension; j++) {
          let pull = 0;
          for (let k = 0; k < components; k++) {
            pull += (logs[k]! * (centres[k * dimension + j]! - points[j * stride + r]!)) / variances[k]!;
          }
          scores[j * stride + r] = pull / sum;
        }
      }
    },
  };
}
