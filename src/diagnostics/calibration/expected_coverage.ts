import { ArgumentError } from '../../errors.ts';
import { type Points, requirePoints } from '../../points.ts';
import { keyOf, philox, type Seed, streams, uniform } from '../../random.ts';
import { requireKeys } from '../../require_options.ts';
import { binomialInterval } from './binomial_interval.ts';
import { posteriorDrawsOf } from './posterior_draws.ts';
import { type Uniformity, type UniformityOptions, uniformityOf, uniformityOptions } from './uniformity.ts';

export interface CoverageOptions extends UniformityOptions {
  /** A reference point for each simulation, [simulations, dimension]; evenly from the box that holds the true parameters unless given. */
  readonly references?: Points;
  /** Key of the reference points; 0 unless given. */
  readonly seed?: Seed;
}

/** How often credible regions hold the true parameter, at each credibility that L draws can tell. */
export interface ExpectedCoverage {
  /** k/(L + 1) for k from 0 to L + 1. */
  readonly credibility: Float64Array;
  /** The share of simulations whose region of that credibility holds the true parameter: equal to it where the posterior is right. */
  readonly coverage: Float64Array;
  /** Between which shares the coverage of a right posterior lies with the confidence asked for, at one credibility. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Of the ranks, in which all of the curve is: whether coverage differs from credibility by more than chance. */
  readonly uniformity: Uniformity;
}

/**
 * Tests of accuracy with random points (TARP; Lemos et al. 2023): the regions are balls around a reference point, so large
 * that they hold some share of the posterior draws. Coverage below credibility tells of posteriors too narrow. Distances are in
 * units of the box that holds the true parameters, so that all coordinates count alike.
 *
 * With reference points that know nothing of the data, draws of the prior have the right coverage, too; give `references` that depend on the data
 * to tell those. With the means of the posteriors, coverage is that of balls around them.
 * @param truths the true parameters, drawn from the prior: [simulations, dimension].
 * @param draws L of the posterior for each of them, [simulations·L, dimension], those of a simulation behind one another.
 * @throws ArgumentError when the numbers of rows or columns do not fit, or an option is out of range.
 */
export function expectedCoverage(truths: Points, draws: Points, options: CoverageOptions = {}): ExpectedCoverage {
  requireKeys('', options, { references: true, seed: true, bins: true, confidence: true });
  const sets = posteriorDrawsOf(truths, draws);
  const settings = uniformityOptions(options, sets);
  const { references, seed = 0 } = options;
  const key = keyOf(seed);
  const { simulations, dimension } = sets;
  if (references !== undefined) {
    requirePoints('references', references);
    if (references.shape[0] !== simulations || references.shape[1] !== dimension)
      throw new ArgumentError(
        'references.shape',
        references.shape,
        `[${simulations}, ${dimension}], as of the true parameters`,
      );
  }
  const box = boxOf(truths);
  const centres = references?.values ?? evenly(simulations, box, key);
  const distance = (values: ArrayLike<number>, row: number, simulation: number): number => {
    let square = 0;
    for (let j = 0; j < dimension; j++) {
      square += ((values[row * dimension + j]! - centres[simulation * dimension + j]!) / box.widths[j]!) ** 2;
    }
    return square;
  };
  const ranks = new Uint32Array(simulations);
  for (let i = 0; i < simulations; i++) {
    const radius = distance(truths.values, i, i);
    for (let l = i * sets.draws; l < (i + 1) * sets.draws; l++) if (distance(draws.values, l, i) < radius) ranks[i]!++;
  }
  return { ...curveOf(ranks, sets.draws, settings.confidence), uniformity: uniformityOf(ranks, sets.draws, settings) };
}

interface Box {
  readonly from: Float64Array;
  /** Above 0. */
  readonly widths: Float64Array;
}

function boxOf({ values, shape: [, dimension] }: Points): Box {
  const from = new Float64Array(dimension).fill(Number.POSITIVE_INFINITY);
  const to = new Float64Array(dimension).fill(Number.NEGATIVE_INFINITY);
  values.forEach((value, at) => {
    const j = at % dimension;
    from[j] = Math.min(from[j]!, value);
    to[j] = Math.max(to[j]!, value);
  });
  return { from, widths: to.map((most, j) => (most > from[j]! ? most - from[j]! : 1)) };
}

/** Points from all of a box: row r has its coordinate j from word r mod 4 of counter (⌊r/4⌋, j, 0) of stream `references`. */
function evenly(count: number, { from, widths }: Box, key: ReturnType<typeof keyOf>): Float64Array {
  const dimension = from.length;
  const values = new Float64Array(count * dimension);
  const words = new Uint32Array(4);
  for (let j = 0; j < dimension; j++) {
    for (let row = 0; row < count; row++) {
      if (row % 4 === 0) philox(words, row / 4, j, 0, streams.references, key);
      values[row * dimension + j] = from[j]! + widths[j]! * uniform(words[row % 4]!);
    }
  }
  return values;
}

/** The share of ranks below k, which is k/(L + 1) for uniform ones. */
function curveOf(ranks: Uint32Array, draws: number, confidence: number): Omit<ExpectedCoverage, 'uniformity'> {
  const counts = new Float64Array(draws + 2);
  for (const rank of ranks) counts[rank + 1]!++;
  for (let k = 1; k < counts.length; k++) counts[k]! += counts[k - 1]!;
  const credibility = counts.map((_, k) => k / (draws + 1));
  const bands = Array.from(credibility, (each) => binomialInterval(ranks.length, each, confidence));
  return {
    credibility,
    coverage: counts.map((each) => each / ranks.length),
    least: Float64Array.from(bands, ({ least }) => least / ranks.length),
    most: Float64Array.from(bands, ({ most }) => most / ranks.length),
  };
}
