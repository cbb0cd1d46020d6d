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

/** The Kolmogorov–Smirnov distance sup |F_n − G_m| of two sets of numbers, each in ascending order. */
export function kolmogorovSmirnovOfSets(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const m = b.length;
  let distance = 0;
  for (let i = 0, k = 0; i < n && k < m; ) {
    const x = a[i]!;
    const y = b[k]!;
    // Past all that are equal, for the two functions step there at once.
    if (x <= y) while (i < n && a[i] === x) i++;
    if (y <= x) while (k < m && b[k] === y) k++;
    distance = Math.max(distance, Math.abs(i / n - k / m));
  }
  return distance;
}
