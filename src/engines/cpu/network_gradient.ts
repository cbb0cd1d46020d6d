import { feature, featureCount, scalesOf } from '../../conditioning.ts';
import { layersOf, type Network } from '../../network.ts';
import { backward, createDeltas } from './backward.ts';
import { filledRows, planes, stride } from './block.ts';
import type { BlockGradient } from './block_gradient.ts';
import { createPass, forward } from './forward.ts';
import { loss } from './loss.ts';

/** The gradient of any network: forward, loss, backward. */
export function networkGradient(network: Network, weighting: number): BlockGradient {
  const { dimension, conditioning, output } = network;
  const features = featureCount(conditioning);
  const layers = layersOf(network);
  const pass = createPass(layers, network.activation);
  const inputs = pass.inputs[0]!;
  const points = planes(dimension);
  const epsilon = planes(dimension);
  const sigmas = planes(1);
  const score = planes(dimension);
  const factors = planes(1);
  const deltas = createDeltas(layers);
  const delta = deltas.at(-1)!;

  /** Scales the points into inputs, and fills in those that condition the network on σ. */
  function prepare(rows: number): void {
    for (let r = 0; r < rows; r++) {
      const { input } = scalesOf(output, sigmas[r]!);
      for (let j = 0; j < dimension; j++) inputs[j * stride + r] = input * points[j * stride + r]!;
      for (let i = 0; i < features; i++) {
        inputs[(dimension + i) * stride + r] = feature(conditioning, i, sigmas[r]!);
      }
    }
  }

  /** Makes scores of the outputs, and keeps the factor between them for the way back. */
  function finish(rows: number): void {
    for (let r = 0; r < rows; r++) {
      const scales = scalesOf(output, sigmas[r]!);
      factors[r] = scales.output;
      for (let j = 0; j < dimension; j++) {
        const at = j * stride + r;
        score[at] = scales.skip * points[at]! + scales.output * pass.output[at]!;
      }
    }
  }

  return {
    points,
    epsilon,
    sigmas,
    contexts: inputs.subarray((dimension + features) * stride, layers[0]!.inputs * stride),
    evaluate(parameters, rows, scale, gradient) {
      const filled = filledRows(rows);
      prepare(rows);
      // The rows that fill up keep old, finite inputs; without a delta they add nothing to the gradient.
      if (filled > rows) delta.fill(0);
      forward(pass, parameters, filled);
      finish(rows);
      const sum = loss(score, epsilon, delta, dimension, sigmas, rows, scale, weighting);
      for (let j = 0; j < dimension; j++) {
        for (let r = 0; r < rows; r++) delta[j * stride + r]! *= factors[r]!;
      }
      backward(pass, parameters, deltas, gradient, filled);
      return sum;
    },
  };
}
