import type { Distribution } from '../distributions/distribution.ts';

/** The interval outside of which a distribution of one dimension has a probability of 1e-13 on either side. */
export function support({ cdf }: Pick<Distribution, 'cdf'>): [from: number, to: number] {
  const outside = 1e-13;
  return [quantile(cdf, outside), quantile(cdf, 1 - outside)];
}

/** Where F reaches a probability, by bisection. */
function quantile(cdf: (x: number) => number, probability: number): number {
  let low = -1;
  let high = 1;
  while (cdf(low) > probability) low *= 2;
  while (cdf(high) < probability) high *= 2;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < probability) low = middle;
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
