import type { Activation } from '../../src/network.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';

/** A spread of networks over dimension, depth, width (odd ones too) and activation: [dimension, hidden, activation]. */
export const shapes: readonly (readonly [number, readonly number[], Activation])[] = [
  // In lanes: one hidden layer of at most 64 units, at most 4 dimensions.
  [1, [64], 'relu'],
  [1, [1], 'tanh'],
  [1, [7], 'silu'],
  [2, [33], 'softplus'],
  [2, [64], 'silu'],
  [3, [13], 'relu'],
  [4, [64], 'tanh'],
  // In columns: everything else.
  [1, [], 'relu'],
  [5, [], 'relu'],
  [1, [65], 'relu'],
  [5, [16], 'silu'],
  [16, [37, 5], 'tanh'],
  [2, [128, 128, 128], 'silu'],
  [3, [1, 2, 3], 'softplus'],
  [7, [256], 'relu'],
  [2, [31, 64], 'softplus'],
];

export function nameOf([dimension, hidden, activation]: (typeof shapes)[number]): string {
  return `${[dimension + 1, ...hidden, dimension].join('→')} ${activation}`;
}

/** A network with parameters such as training meets: Glorot weights, and biases that are not zero. */
export function modelOf([dimension, hidden, activation]: (typeof shapes)[number]): Model {
  const network = mlp({ dimension, hidden, activation });
  const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
  return { network, noise: geometric({ from: 2, to: 0.5, levels: 5 }), parameters };
}

/** max|a − b| / max|b|: the error relative to the largest value, for sets whose small values are sums of large ones. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let error = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i++) {
    error = Math.max(error, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  if (a.length !== b.length || Number.isNaN(error)) return Number.NaN;
  return error / scale;
}
