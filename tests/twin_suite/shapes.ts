import type { Conditioning, Output } from '../../src/conditioning.ts';
import type { Context } from '../../src/contexts/context.ts';
import type { Activation } from '../../src/network.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';

/** Dimension, hidden layers, activation; how the network is told σ, what its output stands for and what else it is told. */
export type Shape = readonly [
  number,
  readonly number[],
  Activation,
  { readonly conditioning?: Conditioning; readonly output?: Output; readonly context?: Context }?,
];

/** A spread of networks over dimension, depth, width (odd ones too), activation, conditioning and output. */
export const shapes: readonly Shape[] = [
  // In lanes: one hidden layer of at most 64 units, at most 4 dimensions.
  [1, [64], 'relu'],
  [1, [1], 'tanh'],
  [1, [7], 'silu'],
  [2, [33], 'softplus'],
  [2, [64], 'silu'],
  [3, [13], 'relu'],
  [4, [64], 'tanh'],
  // In planes: everything else.
  [1, [], 'relu'],
  [5, [], 'relu'],
  [1, [65], 'relu'],
  [5, [16], 'silu'],
  [16, [37, 5], 'tanh'],
  [2, [128, 128, 128], 'silu'],
  [3, [1, 2, 3], 'softplus'],
  [7, [256], 'relu'],
  [2, [31, 64], 'softplus'],
  // Other ways to be told σ and other outputs, in lanes and in planes.
  [1, [16], 'silu', { conditioning: 'log-sigma', output: 'over-sigma' }],
  [2, [20], 'tanh', { output: { edm: 0.5 } }],
  [2, [20, 9], 'silu', { conditioning: 'log-sigma', output: { edm: 1.3 } }],
  [3, [17], 'silu', { conditioning: { fourier: 8 }, output: 'over-sigma' }],
  [1, [11, 5], 'softplus', { conditioning: { fourier: 1 } }],
];

export function nameOf([dimension, hidden, activation, forms]: Shape): string {
  return `${[dimension, ...hidden, dimension].join('→')} ${activation}${forms ? ` ${JSON.stringify(forms)}` : ''}`;
}

/** A network with parameters such as training meets: Glorot weights, and biases that are not zero. */
export function modelOf([dimension, hidden, activation, forms]: Shape): Model {
  const network = mlp({ dimension, hidden, activation, ...forms });
  const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
  return { kind: 'network', network, noise: geometric({ from: 2, to: 0.5, levels: 5 }), parameters };
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
