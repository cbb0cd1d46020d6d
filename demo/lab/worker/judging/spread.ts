import type { GaussianMixture, Points } from '../../../../src/index.ts';

/** Squared distances to the components that points are likely to be of, in deviations of those. */
export interface Spread {
  /** Mean of the points that are near any component. */
  readonly mean: number;
  readonly standardError: number;
  /** Share of the points that are near none, and how many were looked at. */
  readonly stray: { readonly share: number; readonly count: number };
}

/** Points that are looked at: a curve is hundreds of components. */
const looked = 1024;
/** Of a draw of a plane mixture the squared distance is beyond this once in three million times. */
const near = 30;

/**
 * How far points are from the components of a mixture: Σ_k P(k | x)·|x − μ_k|²/s_k². Of its own draws the mean is the dimension,
 * whether components overlap or not.
 */
export function spreadOf(
  { posterior, means, deviations }: GaussianMixture,
  { values, shape: [count, dimension] }: Points,
): Spread {
  const used = Math.min(count, looked);
  let [sum, squares, kept] = [0, 0, 0];
  for (let i = 0; i < used; i++) {
    const point = values.subarray(i * dimension, (i + 1) * dimension);
    let square = 0;
    for (const [k, share] of posterior(point).entries()) {
      if (share < 1e-9) continue;
      const away = means[k]!.reduce((total, mean, j) => total + (point[j]! - mean) ** 2, 0);
      square += (share * away) / deviations[k]! ** 2;
    }
    if (square > near) continue;
    kept++;
    sum += square;
    squares += square ** 2;
  }
  const mean = kept === 0 ? 0 : sum / kept;
  return {
    mean,
    standardError: Math.sqrt(Math.max(0, squares / Math.max(1, kept) - mean ** 2) / Math.max(1, kept)),
    stray: { share: 1 - kept / used, count: used },
  };
}
