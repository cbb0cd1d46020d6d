import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';
import { type Points, requirePoints } from '../points.ts';
import { requireMethods } from '../require_options.ts';

/** How samples share themselves out among the components of a mixture. */
export interface ModeWeights {
  /** The share of each component; they sum to 1. */
  readonly shares: readonly number[];
  /** The largest |share − weight|. */
  readonly largestError: number;
  /** How many components have at least a tenth of the samples that their weight asks for. */
  readonly found: number;
}

/**
 * The weight of each component among samples: the mean of P(component | x), which for draws of the mixture has the true
 * weight for its mean even where components overlap. The same of `mixturePosterior`. Apart, it is the share of samples nearest to a mean.
 * @throws ArgumentError when samples are empty, not finite, or of another dimension than the mixture.
 */
export function modeWeights(
  mixture: Pick<GaussianMixture, 'dimension' | 'weights' | 'posterior'>,
  samples: Points,
): ModeWeights {
  requireMethods('mixture', mixture, ['posterior'], 'a mixture such as gaussianMixture({ … })');
  requirePoints('samples', samples, mixture.dimension);
  const [count, dimension] = samples.shape;
  const shares = mixture.weights.map(() => 0);
  for (let i = 0; i < count; i++) {
    const posterior = mixture.posterior(samples.values.subarray(i * dimension, (i + 1) * dimension));
    for (let k = 0; k < shares.length; k++) shares[k]! += posterior[k]! / count;
  }
  return {
    shares,
    largestError: Math.max(...shares.map((share, k) => Math.abs(share - mixture.weights[k]!))),
    found: shares.filter((share, k) => share >= mixture.weights[k]! / 10).length,
  };
}
