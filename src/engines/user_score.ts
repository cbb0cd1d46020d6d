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

/** A point and a tangent by their coordinates. */
interface Line {
  readonly x: (j: number) => number;
  readonly v: (j: number) => number;
}

/** Step of central differences over σ, ∛(2⁻⁵²): their error is about 1e-10 of a score that varies over σ and is exact to float64. */
const step = 2 ** (-52 / 3);

/**
 * J·v, J = ∂s/∂x, by a central difference along v with a step of 6e-6·σ. A score of perturbed data does not vary over less than
 * σ; of one that does, or is rounded to float32 inside, the difference is worse.
 */
export function differenceAlong(score: UserScore, { x, v }: Line, dimension: number, sigma: number): Float64Array {
  let longest = 0;
  for (let j = 0; j < dimension; j++) longest = Math.max(longest, Math.abs(v(j)));
  const difference = new Float64Array(dimension);
  if (longest === 0) return difference;
  const h = (step * sigma) / longest;
  const ahead = scoreOfPoint(score, dimension, (j) => x(j) + h * v(j), sigma);
  // A copy, for the user may give the same list again.
  for (let j = 0; j < dimension; j++) difference[j] = ahead[j]!;
  const behind = scoreOfPoint(score, dimension, (j) => x(j) - h * v(j), sigma);
  for (let j = 0; j < dimension; j++) difference[j] = (difference[j]! - behind[j]!) / (2 * h);
  return difference;
}
