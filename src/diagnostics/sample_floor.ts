import type { Target } from '../distributions/distribution.ts';
import { ArgumentError, requireInteger } from '../errors.ts';
import type { Points } from '../points.ts';
import { keyOf, type Seed } from '../random.ts';
import { requireFunction, requireKeys, requireMethods } from '../require_options.ts';

export interface SampleFloorOptions {
  /** How many samples are judged. */
  readonly samples: number;
  /** How many draws they are compared with; as many unless given. */
  readonly reference?: number;
  /** How many times both are drawn; 8 unless given. */
  readonly repeats?: number;
  /** Where the seeds of the draws begin; 1,000,000 unless given, far from those that data are likely to have. */
  readonly seed?: Seed;
}

/** What perfect draws show by a measure. */
export interface SampleFloor {
  readonly mean: number;
  /** The standard deviation over the repeats: how far one perfect set of samples may lie from the mean. */
  readonly deviation: number;
}

/**
 * What a perfect sampler would show by a measure of samples against a reference (such as `slicedWasserstein`,
 * `mmdSquared`, or a function of the samples alone): the same measure of independent draws of the target, in as many
 * samples, against as many others.
 */
export function sampleFloor(
  target: Target,
  options: SampleFloorOptions,
  measure: (samples: Points, reference: Points) => number,
): SampleFloor {
  requireMethods('target', target, ['sample'], 'something to draw from');
  requireKeys('', options, { samples: true, reference: true, repeats: true, seed: true });
  const { samples, reference = samples, repeats = 8, seed = 1_000_000 } = options;
  requireInteger('samples', samples, 1, 0xffff_ffff);
  requireInteger('reference', reference, 1, 0xffff_ffff);
  requireInteger('repeats', repeats, 2, 10_000);
  requireFunction('measure', measure, '(samples, reference) => number');
  keyOf(seed);
  const drawn = (count: number, at: number) =>
    target.sample(count, { seed: BigInt.asUintN(64, BigInt(seed) + BigInt(at)) });
  const values = Array.from({ length: repeats }, (_, r) => {
    const found = measure(drawn(samples, 2 * r), drawn(reference, 2 * r + 1));
    if (Number.isFinite(found)) return found;
    throw new ArgumentError('measure', found, 'a function that gives a finite number');
  });
  return meanAndDeviation(values);
}

/** @param values at least two */
export function meanAndDeviation(values: readonly number[]): SampleFloor {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}
