import type { Activation, Layer } from '../../network.ts';
import { activate } from './activation.ts';
import { planes, stride } from './block.ts';
import { product } from './product.ts';

/** What a forward pass leaves behind for the backward pass, in planes of one block of rows. */
export interface Pass {
  readonly layers: readonly Layer[];
  readonly activation: Activation;
  /** For each layer its inputs and, as a last plane, the ones that its biases multiply: [inputs + 1] planes. */
  readonly inputs: readonly Float64Array[];
  /** For each hidden layer the derivative of its activation: [outputs] planes. */
  readonly slopes: readonly Float64Array[];
  /** [outputs of the last layer] planes. */
  readonly output: Float64Array;
}

/** Room for the passes of a network of these layers. */
export function createPass(layers: readonly Layer[], activation: Activation): Pass {
  return {
    layers,
    activation,
    inputs: layers.map(({ inputs }) => planes(inputs + 1).fill(1, inputs * stride)),
    slopes: layers.slice(0, -1).map(({ outputs }) => planes(outputs)),
    output: planes(layers.at(-1)!.outputs),
  };
}

/** Takes the first `rows` (a multiple of 4) rows of `pass.inputs[0]` through the network into `pass.output`. */
export function forward(pass: Pass, parameters: Float64Array, rows: number): void {
  pass.layers.forEach(({ inputs, outputs, weight }, l) => {
    const result = pass.inputs[l + 1] ?? pass.output;
    product(
      result,
      pass.inputs[l]!,
      parameters,
      { offset: weight, terms: inputs + 1, termStep: outputs, results: outputs, resultStep: 1 },
      rows,
    );
    const slope = pass.slopes[l];
    if (slope) activate(pass.activation, result, slope, outputs, rows);
  });
}
