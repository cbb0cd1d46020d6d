import { normalCdf } from '../../distributions/normal_cdf.ts';

/**
 * P(X > x) for X of χ² with so many degrees of freedom: Q(k/2, x/2), from Q(½, t) = 2Φ(−√2t) or Q(1, t) = exp(−t) on by
 * Q(a + 1, t) = Q(a, t) + tᵃ·exp(−t)/Γ(a + 1) (Abramowitz and Stegun 1964, 6.5.21). All terms are positive, so nothing cancels.
 * @param freedom from 1 to 1000; then the terms are lost to underflow only where the sum is below 1e-15.
 */
export function chiSquaredTail(x: number, freedom: number): number {
  if (x <= 0) return 1;
  const t = x / 2;
  const odd = freedom % 2 === 1;
  let sum = odd ? 2 * normalCdf(-Math.sqrt(x)) : Math.exp(-t);
  // tᵃ·exp(−t)/Γ(a + 1) at a = ½ or 1.
  let term = odd ? 2 * Math.sqrt(t / Math.PI) * Math.exp(-t) : t * Math.exp(-t);
  for (let a = odd ? 0.5 : 1; a < freedom / 2; a++) {
    sum += term;
    term *= t / (a + 1);
  }
  return Math.min(1, sum);
}
