import { ArgumentError } from '../../errors.ts';
import { planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';

/** Arithmetic of a point that nobody knows, in operations: the pace finds it out. */
const assumedWork = 1000;

/** The score function of a user's own, one point at a time. */
export function customBlockScore(
  dimension: number,
  score: (x: Float64Array, sigma: number) => ArrayLike<number>,
): BlockScore {
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
        // A new one for each point, for the user may keep it.
        const x = Float64Array.from({ length: dimension }, (_, j) => points[j * stride + r]!);
        const found = score(x, sigma);
        if (found?.length !== dimension)
          throw new ArgumentError('score.cpu', found, `a function that gives ${dimension} number(s) for a point`);
        for (let j = 0; j < dimension; j++) scores[j * stride + r] = found[j]!;
      }
    },
  };
}
