import { type MeasuredDirections, varianceGiven } from './measured_directions.ts';

/** Beyond this noise a value says nothing to float32 whose squares are to be finite. */
const mostVariance = 1e36;

/** Directions, [count][dimension]; what was measured along each; the variance of its noise. */
export function measurementRecord({ directions, values, variances }: MeasuredDirections): number[] {
  return [...directions, ...values, ...variances.map((variance) => Math.min(variance, mostVariance))];
}

/** The expected variance along each direction at σ. */
export function expectedVariances({ spreads }: MeasuredDirections, sigma: number): number[] {
  return Array.from(spreads, (spread) => varianceGiven(sigma, spread));
}
