import { ArgumentError } from '../errors.ts';

/** A score function of a user's own: s(x, σ) of one point. */
export type UserScore = (x: Float64Array, sigma: number) => ArrayLike<number>;

/** Arithmetic of a point that nobody knows, in operations: the pace finds it out. */
export const assumedWork = 1000;

/** Its score of the point with these coordinates. @throws ArgumentError unless it gives a number for each */
export function scoreOfPoint(
  score: UserScore,
  dimension: number,
  coordinate: (j: number) => number,
  sigma: number,
): ArrayLike<number> {
  // A new one for each point, for the user may keep it.
  const x = Float64Array.from({ length: dimension }, (_, j) => coordinate(j));
  const found = score(x, sigma);
  if (found?.length !== dimension)
    throw new ArgumentError('score.cpu', found, `a function that gives ${dimension} number(s) for a point`);
  return found;
}
