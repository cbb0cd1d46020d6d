import { type Directions, directionsOf, type LinearMeasurement } from '../measurements/measurement.ts';
import type { Moments } from '../spread.ts';
import type { Transform } from '../transform.ts';

/** What leads particles towards a measurement, in the units of the score. */
export interface MeasuredDirections extends Pick<Directions, 'values' | 'variances'> {
  readonly dimension: number;
  /** Orthonormal, [count][dimension]. */
  readonly directions: Float64Array;
  /** Variance of the data along each; Infinity where the score does not know it. */
  readonly spreads: Float64Array;
}

/** @param moments of the data, in the units of the score */
export function measuredDirections(
  argument: string,
  measurement: LinearMeasurement,
  {
    dimension,
    transform,
    moments,
  }: { readonly dimension: number; readonly transform?: Transform; readonly moments?: Moments },
): MeasuredDirections {
  const { directions, values, variances } = directionsOf(argument, measurement, transform);
  const spreads = directions.map((direction) =>
    moments
      ? direction.reduce((sum, value, j) => sum + (value * moments.deviation[j]!) ** 2, 0)
      : Number.POSITIVE_INFINITY,
  );
  return {
    dimension,
    directions: Float64Array.from(directions.flatMap((direction) => [...direction])),
    values,
    variances,
    spreads: Float64Array.from(spreads),
  };
}

/**
 * Variance of x₀ along direction k given x = x₀ + σ·ε, as if the data were normal: σ²·τ²/(σ² + τ²) (Song et al. 2023, section 3.2,
 * "Pseudoinverse-guided diffusion models for inverse problems").
 */
export function varianceGiven(sigma: number, spread: number): number {
  return 1 / (1 / sigma ** 2 + 1 / spread);
}

/**
 * Least share of the variance that `varianceGiven` expects which is believed of a Jacobian: that of a learned score is off by some
 * per cent, which this keeps from being divided by.
 */
export const leastVarianceShare = 0.01;
