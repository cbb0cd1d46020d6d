import type { Distribution } from '../distributions/distribution.ts';
import { requireInteger } from '../errors.ts';
import { requireFunction } from '../require_options.ts';
import { kolmogorovSmirnov } from './kolmogorov_smirnov.ts';
import { requireDistribution } from './support.ts';
import { wasserstein1 } from './wasserstein.ts';

/**
 * What a perfect sampler would show: the mean Kolmogorov–Smirnov and Wasserstein-1 distance of `count` independent draws
 * to the distribution (of one dimension) that they come from, over 32 sets of draws, or fewer if that were over 2¹⁸ draws.
 * @param report hears which share of the work is done after each set; may throw to give up.
 */
export function floor(
  distribution: Distribution,
  count: number,
  report: (done: number) => void = () => {},
): { ks: number; w1: number } {
  requireDistribution(distribution, ['sample', 'cdf']);
  requireInteger('count', count, 1, 0xffff_ffff);
  requireFunction('report', report, '(done) => void');
  const sets = Math.max(2, Math.min(32, Math.floor(2 ** 18 / count)));
  let ks = 0;
  let w1 = 0;
  for (let seed = 0; seed < sets; seed++) {
    const { values } = distribution.sample(count, { seed });
    ks += kolmogorovSmirnov(values, (x) => distribution.cdf(x)) / sets;
    w1 += wasserstein1(values, distribution) / sets;
    report((seed + 1) / sets);
  }
  return { ks, w1 };
}
