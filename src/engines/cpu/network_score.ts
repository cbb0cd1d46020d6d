import { layersOf, type Model } from '../../network.ts';
import { filledRows } from './block.ts';
import { createPass, forward } from './forward.ts';
import type { BlockScore } from './score.ts';

/** The score of a trained network. σ is the same for all points, so w_σ·σ is added to the first biases once a level. */
export function networkScore({ network, parameters: given }: Model): BlockScore {
  const { dimension } = network;
  const [first, ...others] = layersOf(network);
  const width = first!.outputs;
  const sigmaRow = dimension * width;
  const parameters = Float64Array.from(given);
  // The same buffer read with the row of σ in the place of the biases: a network of x alone.
  const folded = { ...first!, inputs: dimension, bias: sigmaRow };
  const pass = createPass([folded, ...others], network.activation);
  return {
    points: pass.inputs[0]!,
    scores: pass.output,
    setLevel(sigma) {
      for (let k = 0; k < width; k++) parameters[sigmaRow + k] = sigma * given[sigmaRow + k]! + given[first!.bias + k]!;
    },
    evaluate: (rows) => forward(pass, parameters, filledRows(rows)),
  };
}
