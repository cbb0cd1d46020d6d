/** Weights of particles, given by their logarithms, as shares of their sum. */
export interface Shares {
  /** They sum to 1. */
  readonly shares: Float64Array;
  /** ln of the mean of the weights. */
  readonly logMean: number;
  /** 1/Σ shares²: how many equal weights would leave as much variance (Kong et al. 1994); from 1 to their number. */
  readonly effectiveSize: number;
}

/** @param logs at least one, of which one is above −Infinity */
export function sharesOf(logs: Float64Array): Shares {
  // Relative to the largest, so that one weight at least does not underflow.
  const largest = logs.reduce((a, b) => Math.max(a, b));
  const weights = logs.map((log) => Math.exp(log - largest));
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => weight / sum);
  return {
    shares,
    logMean: largest + Math.log(sum / logs.length),
    effectiveSize: 1 / shares.reduce((squares, share) => squares + share * share, 0),
  };
}

/**
 * Systematic resampling (Kitagawa 1996): as many particles as there are, by their indices in ascending order, each as often as
 * its share asks for, rounded up or down.
 * @param uniform from 0 to 1: where the first of the evenly spaced points lies between 0 and the next
 */
export function resampled(shares: Float64Array, uniform: number): Uint32Array {
  const count = shares.length;
  const chosen = new Uint32Array(count);
  let at = 0;
  let sum = shares[0]!;
  for (let i = 0; i < count; i++) {
    const point = (i + uniform) / count;
    // The shares may add up to a rounding error below 1.
    while (sum < point && at < count - 1) sum += shares[++at]!;
    chosen[i] = at;
  }
  return chosen;
}
