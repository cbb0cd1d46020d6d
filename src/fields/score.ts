import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';
import { ArgumentError } from '../errors.ts';
import type { LinearMeasurement } from '../measurement.ts';
import type { Model } from '../network.ts';

/**
 * What drives a sampler: a score function s(x, σ), distinguished by its `kind`. A trained network, a mixture whose
 * exact score is known (the oracle), a weighted sum of others, a function of the user's own, or one of these led towards a
 * measurement.
 */
export type Score = Model | GaussianMixture | Combination | CustomScore | Measured;

/** Σ wₖ·sₖ(x, σ): plain data if its parts are. */
export interface Combination {
  readonly kind: 'combination';
  /** At least one, all of one dimension and in the same units. */
  readonly parts: readonly { readonly score: Score; readonly weight: number }[];
}

/** A score led towards a linear measurement: plain data if the score is. */
export interface Measured {
  readonly kind: 'measured';
  readonly score: Score;
  readonly measurement: LinearMeasurement;
}

/** A score function in WGSL, and its twin in TypeScript. */
export interface CustomScore {
  readonly kind: 'custom';
  readonly dimension: number;
  /** Source that defines `fn score(x: array<f32, D>, sigma: f32) -> array<f32, D>`; without it, WebGPU does not run it. */
  readonly wgsl?: string;
  /**
   * The same of one point in TypeScript; without it, only WebGPU runs it, unchecked. Not enumerable, so that copies, which may
   * go to another thread, leave it behind.
   */
  readonly cpu?: (x: Float64Array, sigma: number) => ArrayLike<number>;
}

const kinds: readonly unknown[] = ['network', 'mixture', 'combination', 'custom', 'measured'] satisfies Score['kind'][];

/** Refuses what is no score function of any kind; what is in one is not looked at. @throws ArgumentError */
export function requireScoreKind(argument: string, given: Score): void {
  if (typeof given === 'object' && given !== null && kinds.includes(given.kind)) return;
  throw new ArgumentError(
    argument,
    given,
    'a trained model, a Gaussian mixture, combination([…]), customScore({ … }) or measured(…)',
  );
}
