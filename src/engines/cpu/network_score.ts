import { feature, featureCount, type Scales, scalesOf } from '../../conditioning.ts';
import { layersOf, type Model } from '../../network.ts';
import { filledRows, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';
import { createPass, forward, type Pass } from './forward.ts';

/** What products with the Jacobian need of the last evaluation, beside its scores. */
export interface NetworkScore extends BlockScore {
  readonly pass: Pass;
  /** Those of the pass at the chosen σ. */
  readonly parameters: Float64Array;
  scales(): Scales;
}

/**
 * The score of a trained network. σ is the same for all points, so what the features of σ contribute is added to
 * the first biases, and the scale of the inputs goes into the first weights, once a level.
 */
export function networkScore({ network, parameters: given }: Model): NetworkScore {
  const { dimension, conditioning, output } = network;
  const [first, ...others] = layersOf(network);
  const width = first!.outputs;
  const features = featureCount(conditioning);
  const biases = dimension * width;
  const parameters = Float64Array.from(given);
  // The same buffer read with the first row of features in the place of the biases: a network of x alone.
  const folded = { ...first!, inputs: dimension, bias: biases };
  const pass = createPass([folded, ...others], network.activation);
  const points = pass.inputs[0]!;
  const scores = pass.output;
  let scales: Scales;
  return {
    points,
    scores,
    pass,
    parameters,
    scales: () => scales,
    work: 2 * parameters.length,
    setLevel(sigma) {
      scales = scalesOf(output, sigma);
      for (let k = 0; k < biases; k++) parameters[k] = scales.input * given[k]!;
      for (let k = 0; k < width; k++) {
        let sum = given[first!.bias + k]!;
        for (let i = 0; i < features; i++) sum += feature(conditioning, i, sigma) * given[biases + i * width + k]!;
        parameters[biases + k] = sum;
      }
    },
    evaluate(rows) {
      forward(pass, parameters, filledRows(rows));
      if (output === 'score') return;
      for (let j = 0; j < dimension; j++) {
        for (let at = j * stride; at < j * stride + rows; at++) {
          scores[at] = scales.skip * points[at]! + scales.output * scores[at]!;
        }
      }
    },
  };
}
