import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';
import { ArgumentError } from '../errors.ts';
import type { LinearMeasurement } from '../measurements/measurement.ts';
import type { Model } from '../network.ts';
import type { Key } from '../random.ts';

/**
 * What drives a sampler: a score function s(x, σ), distinguished by its `kind`. A trained network, a mixture whose
 * exact score is known (the oracle), a weighted sum of others, or a function of the user's own; or one of
 * these with derivatives of it, or led towards a measurement.
 */
export type Score = Model | GaussianMixture | Combination | CustomScore | Divergence | Tangent | Measured;

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

/**
 * A score with its divergence, in dimension + 1 coordinates, [x, ℓ] ↦ [s, −tr J], J = ∂s/∂x; or with estimates of that, a
 * coordinate for each of so many random probes, −v·(J·v). Neither depends on ℓ. Where x is standardised, tr J is in
 * standardised units. `withDivergence` makes one.
 */
export interface Divergence {
  readonly kind: 'divergence';
  readonly score: Score;
  /** Rademacher probes, the same for a particle throughout a run; 0 for the exact divergence. */
  readonly probes: number;
  /** The key of the probes. */
  readonly key: Key;
  /** Quad of the random streams that the first four particles take. */
  readonly firstQuad: number;
}

/** A score and the products of its Jacobian, in twice as many coordinates: [x, v] ↦ [s, J·v]. `jacobianProduct` takes it. */
export interface Tangent {
  readonly kind: 'tangent';
  readonly score: Score;
}

const kinds: readonly unknown[] = [
  'network',
  'mixture',
  'combination',
  'custom',
  'divergence',
  'tangent',
  'measured',
] satisfies Score['kind'][];

/** Refuses what is no score function of any kind; what is in one is not looked at. @throws ArgumentError */
export function requireScoreKind(argument: string, given: Score): void {
  if (typeof given === 'object' && given !== null && kinds.includes(given.kind)) return;
  throw new ArgumentError(
    argument,
    given,
    'a trained model, a Gaussian mixture, combination([…]), customScore({ … }) or measured(…)',
  );
}
