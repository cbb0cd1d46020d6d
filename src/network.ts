import { type Conditioning, conditioningOf, featureCount, type Output, outputOf } from './conditioning.ts';
import { type Context, contextInputCount, contextOf } from './contexts/context.ts';
import type { ContextColumns } from './contexts/context_columns.ts';
import type { Coordinates } from './coordinates.ts';
import { ArgumentError, requireInteger, requireOneOf } from './errors.ts';
import type { Noise } from './noise.ts';
import type { Points } from './points.ts';
import { keyOf, philox, type Seed, streams, uniform } from './random.ts';
import { type Keys, requireKeys } from './require_options.ts';
import type { Moments } from './spread.ts';
import type { Transform } from './transform.ts';

export const activations = ['relu', 'silu', 'tanh', 'softplus'] as const;
export type Activation = (typeof activations)[number];

/** Most coordinates of a point: what a dispatch of workgroups counts in one direction. */
export const maximumDimension = 65_535;

/** Widest hidden layer that every engine can run. */
export const maximumWidth = 512;

/**
 * A multilayer perceptron s(x, σ), or s(x, σ | c) of a context c: the inputs are x, the features of σ and those of c, then hidden
 * layers, then a linear output of width dimension, which stands for the score or for something simply related to it.
 */
export interface Network {
  readonly dimension: number;
  /** Widths of the hidden layers, from the input on; empty for a linear score. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly conditioning: Conditioning;
  readonly output: Output;
  /** What it is conditioned on besides σ, if anything. */
  readonly context?: Context;
}

/**
 * The context that a model is evaluated in: numbers, or a class by its number or its label; one for each particle, as points
 * [particles, values] or as a list of classes; or none, null.
 */
export type GivenContext = number | string | ArrayLike<number> | Points | null;

/** A trained score network: plain data, the same on every engine. */
export interface Model {
  readonly kind: 'network';
  readonly network: Network;
  readonly noise: Noise;
  /** All weights and biases in one buffer, laid out as `layersOf` says. */
  readonly parameters: Float32Array;
  /**
   * Of data that were standardised: the network takes x, and the noise levels are, in standardised units. Samples come,
   * and points to evaluate go, in the units of the data.
   */
  readonly transform?: Transform;
  /** Of the data, in standardised units where they were standardised: where chains start that do not forget it. */
  readonly moments?: Moments;
  /** Of the data: the names of columns, the shape of a point. */
  readonly coordinates?: Coordinates;
  /** Of a network with a context: what is known of the contexts of the data. */
  readonly contextColumns?: ContextColumns;
  /** Of a network with a context: the part of the rows that it was trained on without one. */
  readonly contextDropout?: number;
  /** Of a network with a context: the one that it is evaluated in, which `conditional` gives it. */
  readonly context?: GivenContext;
}

/**
 * Describes a multilayer perceptron, by default that of the tutorial: relu, σ as an input, the score as its output, no context.
 * @param given.context { values: k } or k for contexts of k numbers, { classes: K } for one of K classes
 * @throws ArgumentError when a width, the activation, the conditioning, the output or the context is not allowed.
 */
export function mlp(given: {
  dimension: number;
  hidden: readonly number[];
  activation?: Activation;
  conditioning?: Conditioning;
  output?: Output;
  context?: Context | number;
}): Network {
  requireKeys('network', given, {
    ...{ dimension: true, hidden: true, activation: true, conditioning: true, output: true, context: true },
  });
  const { dimension, hidden, activation = 'relu', conditioning = 'sigma', output = 'score', context } = given;
  requireInteger('network.dimension', dimension, 1, maximumDimension);
  if (!Array.isArray(hidden)) {
    throw new ArgumentError('network.hidden', hidden, 'a list of widths, such as [64] or [128, 128]');
  }
  for (const [i, width] of hidden.entries()) requireInteger(`network.hidden[${i}]`, width, 1, maximumWidth);
  requireOneOf('network.activation', activation, activations);
  return {
    dimension,
    hidden: [...hidden],
    activation,
    conditioning: conditioningOf('network.conditioning', conditioning),
    output: outputOf('network.output', output),
    ...(context !== undefined && { context: contextOf('network.context', context) }),
  };
}

/** One dense layer inside the parameter buffer: a row-major [inputs][outputs] weight, then the biases. */
export interface Layer {
  /** Prefix of its tensors: `layers.0.weight`, `layers.0.bias`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Offset of the weights, in floats. The biases follow them, so that [inputs + 1][outputs] is one matrix. */
  readonly weight: number;
  /** Offset of the biases, in floats. */
  readonly bias: number;
}

/** The layers of a network with their offsets in the parameter buffer. */
export function layersOf(network: Network): Layer[] {
  const { dimension, hidden, conditioning, context } = mlp(network);
  const widths = [dimension + featureCount(conditioning) + contextInputCount(context), ...hidden, dimension];
  let offset = 0;
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!;
    const layer = { name: `layers.${i}`, inputs, outputs, weight: offset, bias: offset + inputs * outputs };
    offset += (inputs + 1) * outputs;
    return layer;
  });
}

/** Number of weights and biases. */
export function parameterCount(network: Network): number {
  const last = layersOf(network).at(-1)!;
  return last.bias + last.outputs;
}

/** Glorot-uniform weights (Glorot and Bengio 2010, equation 16), zero biases. Weight k of layer l is word k of stream `weights`, step l. */
export function initialParameters(network: Network, seed: Seed): Float32Array {
  const parameters = new Float32Array(parameterCount(network));
  const key = keyOf(seed);
  const words = new Uint32Array(4);
  layersOf(network).forEach(({ inputs, outputs, weight }, l) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let k = 0; k < inputs * outputs; k++) {
      if (k % 4 === 0) philox(words, k / 4, 0, l, streams.weights, key);
      parameters[weight + k] = (2 * uniform(words[k % 4]!) - 1) * limit;
    }
  });
  return parameters;
}

/** The names of what a model holds. */
export const modelKeys: Keys<Model> = {
  kind: true,
  network: true,
  noise: true,
  parameters: true,
  transform: true,
  moments: true,
  coordinates: true,
  contextColumns: true,
  contextDropout: true,
  context: true,
};

/** Refuses anything but an object with the keys of a model; what they hold is for those who know them. */
export function requireModel(given: Model): void {
  requireKeys('model', given, modelKeys);
}

/** Refuses a parameter buffer of the wrong length or with values that are not finite. */
export function requireParameters(argument: string, parameters: Float32Array, network: Network): void {
  const count = parameterCount(network);
  if (!(parameters instanceof Float32Array) || parameters.length !== count) {
    throw new ArgumentError(
      argument,
      parameters instanceof Float32Array ? `${parameters.length} values` : parameters,
      `a Float32Array of ${count} values, as the network's layers need`,
    );
  }
  const bad = parameters.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ArgumentError(`${argument}[${bad}]`, parameters[bad], 'finite');
}
