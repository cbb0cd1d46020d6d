import type { Model } from '../../network.ts';
import { filledRows, planes, stride } from './block.ts';
import type { BlockTangents } from './block_tangents.ts';
import { networkScore } from './network_score.ts';
import { product } from './product.ts';

/** The score of a trained network and products of its Jacobian with so many tangents: a forward pass of their own, without biases. */
export function networkTangents(model: Model, count: number): BlockTangents {
  const { dimension } = model.network;
  const score = networkScore(model);
  const { pass, parameters } = score;
  const tangents = planes(count * dimension);
  const products = planes(count * dimension);
  // For each hidden layer the derivative of its activations along one tangent.
  const hidden = pass.slopes.map((_, l) => planes(pass.layers[l]!.outputs));

  function along(tangent: Float64Array, result: Float64Array, rows: number): void {
    pass.layers.forEach(({ inputs, outputs, weight }, l) => {
      const out = hidden[l] ?? result;
      // Of the inputs of the first layer only x moves.
      const terms = l === 0 ? dimension : inputs;
      const matrix = { offset: weight, terms, termStep: outputs, results: outputs, resultStep: 1 };
      product(out, hidden[l - 1] ?? tangent, parameters, matrix, rows);
      const slope = pass.slopes[l];
      if (!slope) return;
      for (let i = 0; i < outputs; i++) {
        for (let at = i * stride; at < i * stride + rows; at++) out[at]! *= slope[at]!;
      }
    });
  }

  return {
    points: score.points,
    scores: score.scores,
    work: (1 + count) * score.work,
    setLevel: score.setLevel,
    evaluate: score.evaluate,
    tangents,
    products,
    multiply(rows) {
      const size = dimension * stride;
      const { skip, output } = score.scales();
      for (let t = 0; t < count; t++) {
        const tangent = tangents.subarray(t * size, (t + 1) * size);
        const result = products.subarray(t * size, (t + 1) * size);
        along(tangent, result, filledRows(rows));
        for (let j = 0; j < dimension; j++) {
          for (let at = j * stride; at < j * stride + rows; at++) {
            result[at] = skip * tangent[at]! + output * result[at]!;
          }
        }
      }
    },
  };
}
