import { requireFunction } from '../require_options.ts';
import { ascending } from './samples.ts';
import { probability } from './support.ts';

/** The Kolmogorov–Smirnov distance sup |F_n − F| of samples of one dimension to a distribution function F. */
export function kolmogorovSmirnov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = ascending(samples);
  requireFunction('cdf', cdf, '(x) => P(X ≤ x)');
  const count = sorted.length;
  let distance = 0;
  for (let i = 0; i < count; i++) {
    const f = probability(cdf, sorted[i]!);
    distance = Math.max(distance, f - i / count, (i + 1) / count - f);
  }
  return distance;
}
