import type { Distribution } from '../distributions/distribution.ts';
import { ArgumentError, requireInteger } from '../errors.ts';
import type { Points } from '../points.ts';
import { requireSquarable } from '../require_options.ts';
import { grid, requireDistribution } from './support.ts';

/** Points on which to compare scores with that of a distribution of one dimension: `count` evenly over its support. */
export function scoreGrid(distribution: Distribution, count = 2001): Points {
  requireInteger('count', count, 2, 2 ** 28);
  return { values: Float32Array.from(grid(distribution, count).xs), shape: [count, 1] };
}

/**
 * The root-mean-square error √∫ p·(s − ∇log p)² dx of a score s, weighted by the density p of a distribution of one
 * dimension, by the trapezoidal rule on points in ascending order (`scoreGrid` gives good ones).
 * @param scores s at the points.
 */
export function scoreRmse(distribution: Distribution, points: ArrayLike<number>, scores: ArrayLike<number>): number {
  requireDistribution(distribution, ['pdf', 'score']);
  requireSquarable('points', points);
  requireSquarable('scores', scores);
  if (scores.length !== points.length)
    throw new ArgumentError('scores', scores, `${points.length} values, one for each point`);
  const falls = Array.prototype.findIndex.call(points, (x: number, i: number) => i > 0 && x < points[i - 1]!);
  if (falls >= 0) throw new ArgumentError(`points[${falls}]`, points[falls], 'no less than the point before it');
  const weighted = Float64Array.from(
    points,
    (x, i) => distribution.pdf(x) * (scores[i]! - distribution.score(x)[0]!) ** 2,
  );
  let square = 0;
  for (let i = 1; i < points.length; i++) {
    square += 0.5 * (weighted[i - 1]! + weighted[i]!) * (points[i]! - points[i - 1]!);
  }
  return Math.sqrt(square);
}
