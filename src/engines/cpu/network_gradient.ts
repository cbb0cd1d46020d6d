import { layersOf, type Network } from '../../network.ts';
import { backward, createDeltas } from './backward.ts';
import { filledRows, planes, stride } from './block.ts';
import { createPass, forward } from './forward.ts';
import type { BlockGradient } from './gradient.ts';
import { loss } from './loss.ts';

/** The gradient of any network: forward, loss, backward. */
export function networkGradient(network: Network): BlockGradient {
  const { dimension } = network;
  const layers = layersOf(network);
  const pass = createPass(layers, network.activation);
  const points = pass.inputs[0]!;
  const epsilon = planes(dimension);
  const deltas = createDeltas(layers);
  const delta = deltas.at(-1)!;
  return {
    points,
    epsilon,
    evaluate(parameters, sigma, rows, scale, gradient) {
      const filled = filledRows(rows);
      points.fill(sigma, dimension * stride, (dimension + 1) * stride);
      // The rows that fill up keep old, finite points; without a delta they add nothing to the gradient.
      if (filled > rows) delta.fill(0);
      forward(pass, parameters, filled);
      const sum = loss(pass.output, epsilon, delta, dimension, sigma, rows, scale);
      backward(pass, parameters, deltas, gradient, filled);
      return sum;
    },
  };
}
