/**
 * The interval of counts that a binomial number lies in: as few as possible are left out on either side, at most half of 1 − confidence each.
 * @param trials at least 1
 * @param probability of a success, from 0 to 1
 */
export function binomialInterval(
  trials: number,
  probability: number,
  confidence: number,
): { least: number; most: number } {
  // The upper end is the lower one of the failures.
  return {
    least: lowerEnd(trials, probability, (1 - confidence) / 2),
    most: trials - lowerEnd(trials, 1 - probability, (1 - confidence) / 2),
  };
}

/** The largest count k with P(fewer than k) at most `outside`. */
function lowerEnd(trials: number, probability: number, outside: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return trials;
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  // In logarithms, since the chance of none at all underflows.
  let log = trials * Math.log1p(-probability);
  let below = 0;
  for (let k = 0; k < trials; k++) {
    below += Math.exp(log);
    if (below > outside) return k;
    log += Math.log((trials - k) / (k + 1)) + logOdds;
  }
  return trials;
}
