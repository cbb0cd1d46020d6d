import type { Distribution } from '../distributions/distribution.ts';
import { ArgumentError } from '../errors.ts';
import { type Noise, requireNoise } from '../noise.ts';
import { requireSquarable } from '../require_options.ts';
import { grid, requireDistribution } from './support.ts';

/**
 * The least loss that any score can reach on average over data from a distribution of one dimension:
 * ½·mean_i(1 − σ_i²·I(p_σi)), with I the Fisher information. For ½E‖σs + ε‖² is least at s = ∇log p_σ, whose mean square
 * is I, and there E(ε·σs) = −σ²·I (Vincent 2011).
 */
export function optimalLoss(distribution: Distribution, noise: Noise): number {
  requireDistribution(distribution, ['perturbed']);
  requireNoise('noise', noise);
  const { levels } = noise;
  const losses = levels.map((sigma) => 0.5 * (1 - sigma ** 2 * fisherInformation(distribution.perturbed(sigma))));
  return losses.reduce((sum, loss) => sum + loss, 0) / levels.length;
}

/**
 * How much more than `optimalLoss` a score loses on average over fresh data: ½·mean_i(σ_i²·e_i²), since ½E‖σs + ε‖² is
 * quadratic around its least value.
 * @param errors e_i, the root-mean-square error of the score at each level (`scoreRmse`).
 */
export function excessLoss(noise: Noise, errors: readonly number[]): number {
  requireNoise('noise', noise);
  requireSquarable('errors', errors);
  const { levels } = noise;
  if (errors.length !== levels.length)
    throw new ArgumentError('errors', errors, `${levels.length} values, one for each noise level`);
  return levels.reduce((sum, sigma, i) => sum + 0.5 * (sigma * errors[i]!) ** 2, 0) / levels.length;
}

/** ∫ p·(∇log p)² dx; the sum over an even grid converges exponentially because p and all its derivatives end at zero. */
export function fisherInformation(distribution: Distribution): number {
  requireDistribution(distribution, ['cdf', 'pdf', 'score']);
  const { xs, spacing } = grid(distribution, 2001);
  return xs.reduce((sum, x) => sum + distribution.pdf(x) * distribution.score(x)[0]! ** 2, 0) * spacing;
}
