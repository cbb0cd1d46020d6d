import { differenceAlong, type UserScore } from '../user_score.ts';
import { planes, stride } from './block.ts';
import type { BlockTangents } from './block_tangents.ts';
import { customBlockScore } from './custom_score.ts';

/** The score function of a user's own, and central differences of it along so many tangents. */
export function customTangents(dimension: number, score: UserScore, count: number): BlockTangents {
  const block = customBlockScore(dimension, score);
  const tangents = planes(count * dimension);
  const products = planes(count * dimension);
  let sigma = 1;
  return {
    points: block.points,
    scores: block.scores,
    work: (1 + 2 * count) * block.work,
    setLevel(chosen) {
      sigma = chosen;
      block.setLevel(chosen);
    },
    evaluate: block.evaluate,
    tangents,
    products,
    multiply(rows) {
      for (let t = 0; t < count; t++) {
        const first = t * dimension * stride;
        for (let r = 0; r < rows; r++) {
          const found = differenceAlong(
            score,
            {
              x: (j) => block.points[j * stride + r]!,
              v: (j) => tangents[first + j * stride + r]!,
            },
            dimension,
            sigma,
          );
          for (let j = 0; j < dimension; j++) products[first + j * stride + r] = found[j]!;
        }
      }
    },
  };
}
