import type { Distribution } from '../distributions/distribution.ts';
import { ascending } from './samples.ts';
import { grid, probability } from './support.ts';

/**
 * The Wasserstein-1 distance ∫|F_n − F| dx of samples to a distribution of one dimension, in the units of x. The axis is
 * cut at every sample and at 2000 points between, and each piece integrated by Simpson's rule, which leaves an error
 * of about 1e-6 of the spread of the distribution.
 */
export function wasserstein1(samples: ArrayLike<number>, distribution: Pick<Distribution, 'cdf'>): number {
  const sorted = ascending(samples);
  const { xs } = grid(distribution, 2001);
  const cuts = new Float64Array(sorted.length + xs.length);
  cuts.set(sorted);
  cuts.set(xs, sorted.length);
  cuts.sort();
  let distance = 0;
  let below = 0;
  let left = cuts[0]!;
  const cdf = (x: number): number => probability((at) => distribution.cdf(at), x);
  let leftCdf = cdf(left);
  for (const right of cuts) {
    if (right === left) continue;
    while (below < sorted.length && sorted[below]! <= left) below++;
    const empirical = below / sorted.length;
    const rightCdf = cdf(right);
    const middle = cdf((left + right) / 2) - empirical;
    distance += (right - left) * meanMagnitude(leftCdf - empirical, middle, rightCdf - empirical);
    left = right;
    leftCdf = rightCdf;
  }
  return distance;
}

/** The mean of |f| over an interval, from f at its ends and its middle: by Simpson's rule, or on straight lines if f changes sign. */
function meanMagnitude(left: number, middle: number, right: number): number {
  if (left >= 0 === right >= 0) return Math.abs(left + 4 * middle + right) / 6;
  return (straightMean(left, middle) + straightMean(middle, right)) / 2;
}

/** The mean of |f| over an interval on which f is straight. */
function straightMean(left: number, right: number): number {
  if (left >= 0 === right >= 0) return Math.abs(left + right) / 2;
  return (left * left + right * right) / (2 * Math.abs(left - right));
}
