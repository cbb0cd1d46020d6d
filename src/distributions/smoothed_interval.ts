import { logNormalTail, normalCdf, normalDensity, normalHazard } from './normal_cdf.ts';

/**
 * M(x) = Φ((x − from)/σ) − Φ((x − to)/σ): the probability that x + σ·ε falls into an interval, as ln M and d(ln M)/dx.
 * Both stay finite and accurate far outside, where M underflows.
 */
export function smoothedInterval(
  x: number,
  { from, to, sigma }: { from: number; to: number; sigma: number },
): { log: number; slope: number } {
  const near = (x - to) / sigma;
  const far = (x - from) / sigma;
  // Left of the interval: its mirror image.
  if (far < 0) {
    const { log, slope } = smoothedInterval(-x, { from: -to, to: -from, sigma });
    return { log, slope: -slope };
  }
  // Where the density hardly changes over the interval: the difference would lose all digits.
  const width = (to - from) / sigma;
  const middle = (near + far) / 2;
  if (width < 1e-5 && width * middle < 1e-5) {
    const log = Math.log(width) - 0.5 * middle * middle - 0.5 * Math.log(2 * Math.PI);
    return { log, slope: -middle / sigma };
  }
  if (near < 0) {
    const mass = normalCdf(far) - normalCdf(near);
    return { log: Math.log(mass), slope: (normalDensity(far) - normalDensity(near)) / (sigma * mass) };
  }
  // Right of it, all relative to the tail beyond the near end: M = Q(near)·(1 − Q(far)/Q(near)).
  const beyond = logNormalTail(near);
  const fall = -Math.expm1(-width * middle);
  // So far out the tail falls as the density does, and the difference of its logarithms would lose all digits.
  const rest = near > 1e6 ? fall : -Math.expm1(logNormalTail(far) - beyond);
  return { log: beyond + Math.log(rest), slope: (-normalHazard(near) * fall) / (rest * sigma) };
}
