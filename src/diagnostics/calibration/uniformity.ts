import { ArgumentError, requireInteger } from '../../errors.ts';
import { binomialInterval } from './binomial_interval.ts';
import { chiSquaredTail } from './chi_squared.ts';

export interface UniformityOptions {
  /** Bars of the histogram, from 2 to 1000 and at most draws + 1; as many as leave 20 ranks for each, from 2 to 50, unless given. */
  readonly bins?: number;
  /** Of the bands, above 0 and below 1: the share of right posteriors that lie within at one place; 0.95 unless given. */
  readonly confidence?: number;
}

/** A bar of a histogram of ranks. */
export interface RankBin {
  /** The ranks that it holds: from this to below the next bar's. */
  readonly from: number;
  readonly count: number;
  /** Its count for uniform ranks, and between which counts it then lies with the confidence asked for. */
  readonly expected: number;
  readonly least: number;
  readonly most: number;
}

/** Whether ranks are uniform. */
export interface Uniformity {
  readonly bins: readonly RankBin[];
  /** Σ (count − expected)²/expected over the bars, and how likely uniform ranks would have more (Pearson's test). */
  readonly chiSquared: number;
  readonly pValue: number;
}

/** What options stand for. @param draws L: ranks are from 0 to L. @throws ArgumentError */
export function uniformityOptions(
  options: UniformityOptions,
  { simulations, draws }: { readonly simulations: number; readonly draws: number },
): Required<UniformityOptions> {
  const most = Math.min(1000, draws + 1);
  const { bins = Math.max(2, Math.min(50, most, Math.floor(simulations / 20))), confidence = 0.95 } = options;
  requireInteger('bins', bins, 2, most);
  if (!(typeof confidence === 'number' && confidence > 0 && confidence < 1))
    throw new ArgumentError('confidence', confidence, 'a number above 0 and below 1');
  return { bins, confidence };
}

/** Compares ranks, each from 0 to `draws`, with uniform ones. */
export function uniformityOf(
  ranks: ArrayLike<number>,
  draws: number,
  { bins, confidence }: Required<UniformityOptions>,
): Uniformity {
  const count = ranks.length;
  const starts = Array.from({ length: bins + 1 }, (_, bin) => Math.ceil((bin * (draws + 1)) / bins));
  const counts = new Float64Array(bins);
  for (let i = 0; i < count; i++) counts[Math.floor((ranks[i]! * bins) / (draws + 1))]!++;
  const found = Array.from(counts, (each, bin) => {
    const share = (starts[bin + 1]! - starts[bin]!) / (draws + 1);
    return {
      from: starts[bin]!,
      count: each,
      expected: share * count,
      ...binomialInterval(count, share, confidence),
    };
  });
  const chiSquared = found.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  return { bins: found, chiSquared, pValue: chiSquaredTail(chiSquared, bins - 1) };
}
