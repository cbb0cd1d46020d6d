import { ArgumentError, squarable64 } from '../errors.ts';
import { requireNumbers } from '../require_options.ts';

function requireSamples(samples: ArrayLike<number>): void {
  requireNumbers('samples', samples);
  if (samples.length === 0) throw new ArgumentError('samples', samples, 'at least one number');
  const { most } = squarable64;
  for (let i = 0; i < samples.length; i++) {
    if (!(Math.abs(samples[i]!) <= most))
      throw new ArgumentError(`samples[${i}]`, samples[i], `a number from ${-most} to ${most}`);
  }
}

/** The samples in ascending order. @throws ArgumentError when there is none or one is not finite. */
export function ascending(samples: ArrayLike<number>): Float64Array {
  requireSamples(samples);
  return new Float64Array(samples).sort();
}

/** The share of samples above zero. */
export function positiveFraction(samples: ArrayLike<number>): number {
  requireSamples(samples);
  let positive = 0;
  for (let i = 0; i < samples.length; i++) if (samples[i]! > 0) positive++;
  return positive / samples.length;
}
