import { feature, featureCount, type Scales, scalesOf } from '../../conditioning.ts';
import { columnsOfParticles } from '../../contexts/conditional.ts';
import { contextInput, contextInputCount } from '../../contexts/context.ts';
import { layersOf, type Model } from '../../network.ts';
import type { Float32Points } from '../../points.ts';
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
 * @param model its context, if its network has one, is one for each particle
 */
export function networkScore(model: Model): NetworkScore {
  const { network, parameters: given } = model;
  const { dimension, conditioning, output, context } = network;
  const contextInputs = contextInputCount(context);
  const columns = context && columnsOfParticles(model);
  const [first, ...others] = layersOf(network);
  const width = first!.outputs;
  const features = featureCount(conditioning);
  const weights = dimension * width;
  const inputs = dimension + contextInputs;
  const biases = inputs * width;
  const parameters = Float64Array.from(given);
  // The same buffer read with fewer rows, and what stands for the features in the biases: a network of x and the context alone.
  const folded = { ...first!, inputs, bias: biases };
  parameters.set(given.subarray(weights + features * width, first!.bias), weights);
  const pass = createPass([folded, ...others], network.activation);
  const points = pass.inputs[0]!;
  const scores = pass.output;
  let scales: Scales;

  function setContexts({ values, shape: [, width] }: Float32Points, rows: number, particle: number): void {
    for (let i = 0; i < contextInputs; i++) {
      for (let r = 0; r < rows; r++)
        points[(dimension + i) * stride + r] = contextInput(context!, values, (particle + r) * width, i);
    }
  }

  return {
    points,
    scores,
    pass,
    parameters,
    scales: () => scales,
    work: 2 * parameters.length,
    setLevel(sigma) {
      scales = scalesOf(output, sigma);
      for (let k = 0; k < weights; k++) parameters[k] = scales.input * given[k]!;
      for (let k = 0; k < width; k++) {
        let sum = given[first!.bias + k]!;
        for (let i = 0; i < features; i++) sum += feature(conditioning, i, sigma) * given[weights + i * width + k]!;
        parameters[biases + k] = sum;
      }
    },
    evaluate(rows, firstParticle) {
      if (columns) setContexts(columns, rows, firstParticle);
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
