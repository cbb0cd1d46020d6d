import { type Guidance, varianceGiven } from './guidance.ts';

/** Beyond this noise a value says nothing to float32 whose squares are to be finite. */
const mostVariance = 1e36;

/** Directions, what was measured along each, the variance of its noise; then for each σ the expected variances. */
export function guidanceRecords(
  { directions, values, variances, spreads }: Guidance,
  sigmas: readonly number[],
): Float32Array {
  const noise = variances.map((variance) => Math.min(variance, mostVariance));
  const expected = sigmas.flatMap((sigma) => [...spreads].map((spread) => varianceGiven(sigma, spread)));
  return Float32Array.from([...directions, ...values, ...noise, ...expected]);
}
