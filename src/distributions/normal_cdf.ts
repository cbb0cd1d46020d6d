/**
 * Φ(x), the cumulative distribution of the standard normal: power series within two deviations (Marsaglia 2004), beyond
 * them the continued fraction of the tail (Abramowitz and Stegun 1964, 26.2.14). Relative error below 1e-14 in both tails.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) < 2) return 0.5 + normalDensity(x) * series(x);
  return x < 0 ? tail(-x) : 1 - tail(x);
}

/** φ(x) = exp(−x²/2)/√(2π). The square is split so that its rounding error is not multiplied by the exponential. */
export function normalDensity(x: number): number {
  if (Math.abs(x) > 40) return 0;
  const coarse = Math.fround(x);
  return (Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (x - coarse) * (x + coarse))) / Math.sqrt(2 * Math.PI);
}

/** x + x³/3 + x⁵/(3·5) + …, summed until it no longer changes. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; ; odd += 2) {
    term *= (x * x) / odd;
    if (sum + term === sum) return sum;
    sum += term;
  }
}

/** 1 − Φ(x) for x ≥ 2. */
function tail(x: number): number {
  return normalDensity(x) / tailFraction(x);
}

/** φ(x)/(1 − Φ(x)) for x ≥ 2, where 80 terms leave an error below 1e-16. */
function tailFraction(x: number): number {
  let fraction = x;
  for (let n = 80; n > 0; n--) fraction = x + n / fraction;
  return fraction;
}

/** φ(x)/(1 − Φ(x)) for x ≥ 0: the hazard of the standard normal, about x far out, where both have long underflowed. */
export function normalHazard(x: number): number {
  if (x < 2) return normalDensity(x) / (0.5 - normalDensity(x) * series(x));
  return tailFraction(x);
}

/** ln(1 − Φ(x)) for x ≥ 0, however far out. */
export function logNormalTail(x: number): number {
  return -0.5 * x * x - 0.5 * Math.log(2 * Math.PI) - Math.log(normalHazard(x));
}
