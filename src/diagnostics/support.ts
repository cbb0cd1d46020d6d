import type { Distribution } from '../distributions/distribution.ts';
import { ArgumentError } from '../errors.ts';
import { requireMethods } from '../require_options.ts';

/** The interval outside of which a distribution of one dimension has a probability of 1e-13 on either side. */
export function support(distribution: Pick<Distribution, 'cdf'>): [from: number, to: number] {
  requireDistribution(distribution, ['cdf']);
  const outside = 1e-13;
  const cdf = (x: number): number => distribution.cdf(x);
  return [quantile(cdf, outside), quantile(cdf, 1 - outside)];
}

/** Refuses anything but a distribution, of which so much is needed. */
export function requireDistribution(given: unknown, needs: readonly (keyof Distribution)[]): void {
  requireMethods('distribution', given, needs, 'a distribution such as gaussianMixture({ … })');
}

/** F at x, of a distribution that may be a user's own. @throws ArgumentError when it is no probability */
export function probability(cdf: (x: number) => number, x: number): number {
  const found = cdf(x);
  // A sum of shares may end a rounding error beyond 1.
  if (typeof found === 'number' && found >= -1e-9 && found <= 1 + 1e-9) return found;
  throw new ArgumentError(`cdf(${x})`, found, 'a probability from 0 to 1');
}

/** Where F reaches a probability, by bisection. */
function quantile(cdf: (x: number) => number, wanted: number): number {
  const reached = (x: number): boolean => {
    if (Number.isFinite(x)) return probability(cdf, x) >= wanted;
    throw new ArgumentError('cdf', 'a function that stays the same', 'one that rises from 0 to 1');
  };
  let low = -1;
  let high = 1;
  while (reached(low)) low *= 2;
  while (!reached(high)) high *= 2;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (!reached(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Evenly spaced points over the support, ends included, and their spacing. */
export function grid(distribution: Pick<Distribution, 'cdf'>, count: number): { xs: Float64Array; spacing: number } {
  const [from, to] = support(distribution);
  const spacing = (to - from) / (count - 1);
  return { xs: Float64Array.from({ length: count }, (_, i) => from + i * spacing), spacing };
}
