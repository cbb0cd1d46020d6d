import type { Float32Points, Points } from '../points.ts';
import type { Seed } from '../random.ts';

/** One point; a plain number stands for a point of one dimension. */
export type Point = number | ArrayLike<number>;

/** Something to learn: all that is asked of it is that it can be drawn from. */
export interface Target {
  /** The name under which `targetNamed` finds it. */
  readonly name?: string;
  readonly dimension: number;
  /** Independent draws, the same for the same seed whatever their count. */
  sample(count: number, options: { seed: Seed }): Points;
  /** Where each draw is of one of several classes: what they are called, such as `label`, and how many there are. */
  readonly classes?: { readonly name: string; readonly count: number };
  /** Where there are classes: the same draws as `sample`, with the class of each. */
  labelled?(count: number, options: { seed: Seed }): LabelledPoints;
}

/** Points with the class of each, from 0. */
export interface LabelledPoints<P extends Points = Points> {
  readonly points: P;
  readonly labels: Uint32Array;
}

/** A target with what is known of it in closed form, or by quadrature to the accuracy of float64. */
export interface Distribution extends Target {
  sample(count: number, options: { seed: Seed }): Float32Points;
  /** Probability density at a point. */
  pdf(point: Point): number;
  /** ∇ log p at a point: `dimension` values. */
  score(point: Point): Float64Array;
  /** P(X ≤ x); only in one dimension. @throws ArgumentError in more. */
  cdf(x: number): number;
  /** The differential entropy −∫ p ln p, in nats. @throws ArgumentError where it is not known exactly. */
  entropy(): number;
  /** The distribution of x + σ·ε with ε standard normal: p_σ. */
  perturbed(sigma: number): Distribution;
}

/** Whether density, score and perturbed forms of a target are known. */
export function isDistribution(target: Target): target is Distribution {
  return 'perturbed' in target;
}
