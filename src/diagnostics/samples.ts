import { ArgumentError } from '../errors.ts';

/** The samples in ascending order. @throws ArgumentError when there is none or one is not finite. */
export function ascending(samples: ArrayLike<number>): Float64Array {
  if (samples.length === 0) throw new ArgumentError('samples', samples, 'at least one number');
  const sorted = new Float64Array(samples).sort();
  // Sorting puts −∞ first, and ∞ and NaN last.
  for (const value of [sorted[0]!, sorted.at(-1)!]) {
    if (!Number.isFinite(value)) throw new ArgumentError('samples', value, 'finite numbers only');
  }
  return sorted;
}

/** The share of samples above zero. */
export function positiveFraction(samples: ArrayLike<number>): number {
  let positive = 0;
  for (let i = 0; i < samples.length; i++) if (samples[i]! > 0) positive++;
  return positive / samples.length;
}
