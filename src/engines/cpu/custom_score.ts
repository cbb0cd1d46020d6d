import { assumedWork, scoreOfPoint, type UserScore } from '../user_score.ts';
import { planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';

/** The score function of a user's own, one point at a time. */
export function customBlockScore(dimension: number, score: UserScore): BlockScore {
  const points = planes(dimension);
  const scores = planes(dimension);
  let sigma = 1;
  return {
    points,
    scores,
    work: assumedWork,
    setLevel(chosen) {
      sigma = chosen;
    },
    evaluate(rows) {
      for (let r = 0; r < rows; r++) {
        const found = scoreOfPoint(score, dimension, (j) => points[j * stride + r]!, sigma);
        for (let j = 0; j < dimension; j++) scores[j * stride + r] = found[j]!;
      }
    },
  };
}
