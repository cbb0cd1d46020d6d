import type { Points } from '../points.ts';
import type { Seed } from '../random.ts';

/** One point; a plain number stands for a point of one dimension. */
export type Point = number | ArrayLike<number>;

/** A target with what is known of it in closed form. */
export interface Distribution {
  readonly dimension: number;
  /** Independent draws, the same for the same seed whatever their count. */
  sample(count: number, options: { seed: Seed }): Points;
  /** Probability density at a point. */
  pdf(point: Point): number;
  /** ∇ log p at a point: `dimension` values. */
  score(point: Point): Float64Array;
  /** P(X ≤ x); only in one dimension. @throws ArgumentError in more. */
  cdf(x: number): number;
  /** The distribution of x + σ·ε with ε standard normal: p_σ. */
  perturbed(sigma: number): Distribution;
}
