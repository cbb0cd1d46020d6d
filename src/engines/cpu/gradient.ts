import type { Network } from '../../network.ts';
import { networkGradient } from './network_gradient.ts';
import { isShallow } from './shallow.ts';
import { shallowGradient } from './shallow_gradient.ts';

/** The loss and its gradient over one block of rows: fill `points`, `epsilon` and `sigmas`, then evaluate. */
export interface BlockGradient {
  /** x̃, [dimension] planes. */
  readonly points: Float64Array;
  /** ε, [dimension] planes. */
  readonly epsilon: Float64Array;
  /** σ of every row, one plane. */
  readonly sigmas: Float64Array;
  /**
   * Adds `scale` times the gradient of the loss of the first `rows` rows to `gradient`.
   * @returns that loss, summed over the rows and not scaled.
   */
  evaluate(parameters: Float64Array, rows: number, scale: number, gradient: Float64Array): number;
}

/** The fastest gradient for blocks in which all rows have one σ. */
export function blockGradient(network: Network, weighting: number): BlockGradient {
  return isShallow(network) ? shallowGradient(network, weighting) : networkGradient(network, weighting);
}
