import { forDistances, tile } from './diagnostics/sample_sets.ts';
import { normalCdf } from './distributions/normal_cdf.ts';
import { ArgumentError, float32, requireInteger, requirePositive, standardiseTheData } from './errors.ts';
import { maximumDimension } from './network.ts';
import { type Points, requirePoints } from './points.ts';
import { keyOf, philox, type Seed, streams, uniform } from './random.ts';
import { isRecord, requireKeys } from './require_options.ts';
import { quartilesOf } from './spread.ts';

/** What is known of the data where the points themselves are not at hand. */
export interface DataScale {
  readonly dimension: number;
  /** The largest distance of two points, in the units of x. */
  readonly largestDistance: number;
}

export interface AdviceOptions {
  /**
   * The least noise level σ_L; unless given, a hundredth of σ₁/√d, or less where that would be coarse beside the middle half of the
   * data.
   */
  readonly to?: number;
  /** Langevin steps at each level; as few as settle it unless given. */
  readonly stepsPerLevel?: number;
  /** The overlap of neighbouring levels that technique 2 asks for; 0.5 unless given. */
  readonly overlap?: number;
  /** Key of the subset that is looked at where there are many points; 0 unless given. */
  readonly seed?: Seed;
}

/** A noise ladder and its Langevin steps: for `geometric({ from, to, levels })` and `proportional({ epsilon })`. */
export interface Advice {
  /** The largest noise level σ₁. */
  readonly from: number;
  /** The least noise level σ_L. */
  readonly to: number;
  /** The number L of levels. */
  readonly levels: number;
  /** γ = σ_i/σ_(i+1) of the ladder. */
  readonly ratio: number;
  /** γ by technique 2; absent where it has no solution, as in four dimensions or fewer. */
  readonly overlapRatio?: number;
  /** Steps T at each level. */
  readonly stepsPerLevel: number;
  /** ε: level i has step size ε·σ_i²/σ_L². */
  readonly epsilon: number;
  /** The variance of particles over σ_i² at the end of a level: 1 were it settled completely. */
  readonly settled: number;
  /** Why, in sentences, of each choice. */
  readonly reasons: Readonly<Record<'from' | 'to' | 'levels' | 'steps', string>>;
}

/** Above it, levels are too far apart for data of few dimensions; NCSN (Song and Ermon 2019) has 1.67, the tutorial 1.10. */
const largestRatio = 1.5;
/** What the published schedule for CIFAR-10 leaves (T = 5, ε = 6.2e-6): 1.0555. */
const settledEnough = 1.056;
/** Pairs of so many points take some tenths of a second in the plane. */
const most = 4096;

/**
 * A noise ladder and steps for data, by techniques 1, 2 and 4 of Song and Ermon (2020, "Improved Techniques for Training
 * Score-Based Generative Models"), with what to choose where they have no answer.
 * @param data the points, or what is known of them.
 * @throws ArgumentError when points are empty, not finite, or all the same, or an option is out of range.
 */
export function advise(data: Points | DataScale, options: AdviceOptions = {}): Advice {
  requireKeys('', options, { to: true, stepsPerLevel: true, overlap: true, seed: true });
  const { seed = 0, overlap = 0.5 } = options;
  const { dimension, distance, reason, detail } = measured(data, seed);
  const from = distance;
  const usual = (0.01 * from) / Math.sqrt(dimension);
  const { to = Math.max(Math.min(usual, detail), from / widest) } = options;
  if (options.to === undefined && !(to >= float32.least && from <= float32.most))
    throw new ArgumentError('data', `points up to ${from} apart`, 'in units that float32 holds', standardiseTheData);
  requirePositive('to', to);
  if (to >= from) throw new ArgumentError('to', to, `below the largest noise level, ${from}`);

  const overlapRatio = ratioOfOverlap(dimension, overlap);
  const wanted = Math.min(overlapRatio ?? largestRatio, largestRatio);
  const levels = Math.ceil(Math.log(from / to) / Math.log(wanted)) + 1;
  const ratio = (from / to) ** (1 / (levels - 1));

  const { stepsPerLevel = stepsThatSettle(ratio) } = options;
  const { share, settled } = bestStep(ratio, stepsPerLevel);
  return {
    from,
    to,
    levels,
    ratio,
    ...(overlapRatio === undefined ? {} : { overlapRatio }),
    stepsPerLevel,
    epsilon: share * to ** 2,
    settled,
    reasons: {
      from: `${reason} (technique 1), so that particles may go from any point to any other.`,
      to: options.to
        ? 'σ_L as given.'
        : to < usual
          ? `σ_L is a tenth of the deviation by quartiles of the narrow columns: a hundredth of σ₁/√d, ${Number(usual.toPrecision(3))}, would be coarse beside the middle half of the data, for some lie far out or clusters lie far apart.`
          : 'σ_L is a hundredth of σ₁/√d, as the 0.01 of the papers is for images in [0, 1]. Choose it lower where the data have finer detail, higher where they are few.',
      levels: levelsReason({ dimension, levels, ratio, overlapRatio, overlap }),
      steps: `${stepsPerLevel} steps at each level with ε = ${Number((share * to ** 2).toPrecision(3))}, the best for that number by technique 4, leave ${settled.toFixed(3)} times the variance that a level should have.${
        settled > settledEnough
          ? ` More steps would leave less: ${settledEnough} is what published schedules reach.`
          : ''
      }`,
    },
  };
}

/**
 * The γ of technique 2: Φ(√(2d)·(γ − 1) + 3γ) − Φ(√(2d)·(γ − 1) − 3γ) = overlap, by bisection; undefined where there is
 * none. The published ladders (CIFAR-10: 232 levels from 50 to 0.01) are somewhat closer: they have an overlap of 0.567.
 * @param overlap between 0 and 0.99; 0.5 unless given.
 */
export function ratioOfOverlap(dimension: number, overlap = 0.5): number | undefined {
  requireInteger('dimension', dimension, 1);
  if (!(typeof overlap === 'number' && overlap > 0 && overlap <= 0.99))
    throw new ArgumentError('overlap', overlap, 'above 0 and at most 0.99');
  const root = Math.sqrt(2 * dimension);
  // With √(2d) ≤ 3 the second term only falls as γ grows, and the overlap stays at 0.997.
  if (root <= 3) return undefined;
  const overlapAt = (ratio: number) =>
    normalCdf(root * (ratio - 1) + 3 * ratio) - normalCdf(root * (ratio - 1) - 3 * ratio);
  let low = 1;
  let high = 2;
  while (overlapAt(high) > overlap) high *= 2;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (overlapAt(middle) > overlap) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The ε/σ_L² in (0, 1) for which T steps bring the variance of particles, γ²·σ_i² as they come from the level before,
 * closest to σ_i² (technique 4): that with the least (1 − e)^(2T)·(γ² − q) + q, q = 2e/(1 − (1 − e)²).
 */
export function bestStep(ratio: number, steps: number): { share: number; settled: number } {
  requireInteger('stepsPerLevel', steps, 1, 1_000_000);
  const settledAt = (share: number) => {
    const q = 1 / (1 - share / 2);
    return (1 - share) ** (2 * steps) * (ratio ** 2 - q) + q;
  };
  // It falls and then rises: thirds that do not hold the least are cut off, on a scale of logarithms.
  let low = Math.log(1e-9);
  let high = 0;
  for (let cuts = 0; cuts < 100; cuts++) {
    const left = low + (high - low) / 3;
    const right = high - (high - low) / 3;
    if (settledAt(Math.exp(left)) < settledAt(Math.exp(right))) high = right;
    else low = left;
  }
  const share = Math.exp((low + high) / 2);
  return { share, settled: settledAt(share) };
}

/** The fewest steps that settle a level as far as published schedules do. */
function stepsThatSettle(ratio: number): number {
  let steps = 1;
  while (bestStep(ratio, steps).settled > settledEnough) steps++;
  return steps;
}

/** Beyond this ratio of the first to the last noise level float32 loses what lies between. */
const widest = 1e8;

/** A part of the deviation of a column that noise of σ_L hides. */
const hidden = 0.1;

/** The largest distance of two points, with how it is known, and the largest σ_L that shows what the narrow columns are like. */
function measured(
  data: Points | DataScale,
  seed: Seed,
): { dimension: number; distance: number; reason: string; detail: number } {
  keyOf(seed);
  if (isRecord(data) && 'largestDistance' in data) {
    requireKeys('data', data, { dimension: true, largestDistance: true });
    requireInteger('dimension', data.dimension, 1);
    requirePositive('largestDistance', data.largestDistance);
    const { dimension, largestDistance: distance } = data;
    return { dimension, distance, reason: 'σ₁ is the largest distance as given', detail: Number.POSITIVE_INFINITY };
  }
  requirePoints('data', data);
  const [count, dimension] = data.shape;
  if (dimension > maximumDimension)
    throw new ArgumentError(
      'data',
      `points of ${dimension} coordinates`,
      `points of at most ${maximumDimension}, which a network takes`,
    );
  const distance = largestDistance(count <= most ? data : subset(data, seed));
  if (count === 1)
    throw new ArgumentError(
      'data',
      'a single point, which has no spread',
      'at least two points apart',
      'Give more rows.',
    );
  if (distance === 0) throw new ArgumentError('data', 'points that are all the same', 'at least two points apart');
  const reason =
    count <= most
      ? `σ₁ is the largest distance of two of the ${count} points`
      : `σ₁ is the largest distance of two of ${most} points drawn from the ${count}: that of all may be somewhat larger`;
  return { dimension, distance, reason, detail: hidden * narrowDeviation(data) };
}

/** The lower quartile, over the columns most of whose values differ, of their deviations by quartiles. */
function narrowDeviation(data: Points): number {
  const deviations = Array.from({ length: data.shape[1] }, (_, column) => quartilesOf(data, column).deviation)
    .filter((deviation) => deviation > 0)
    .sort((a, b) => a - b);
  return deviations[Math.floor((deviations.length - 1) / 4)] ?? Number.POSITIVE_INFINITY;
}

function largestDistance(points: Points): number {
  let largest = 0;
  forDistances(
    points,
    points,
    (rows, columns, squares) => {
      for (let i = rows.from; i < rows.to; i++) {
        for (let k = columns.from; k < columns.to; k++) {
          largest = Math.max(largest, squares[(i - rows.from) * tile + k - columns.from]!);
        }
      }
    },
    (rows, columns) => columns.to > rows.from,
  );
  return Math.sqrt(largest);
}

/** Rows drawn with replacement. */
function subset({ values, shape: [count, dimension] }: Points, seed: Seed): Points {
  const key = keyOf(seed);
  const words = new Uint32Array(4);
  const drawn = new Float64Array(most * dimension);
  for (let i = 0; i < most; i++) {
    if (i % 4 === 0) philox(words, i / 4, 0, 0, streams.subset, key);
    const row = Math.min(count - 1, Math.floor(uniform(words[i % 4]!) * count));
    drawn.set(values.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  }
  return { values: drawn, shape: [most, dimension] };
}

function levelsReason(known: {
  dimension: number;
  levels: number;
  ratio: number;
  overlapRatio: number | undefined;
  overlap: number;
}): string {
  const { dimension, levels, overlapRatio, overlap } = known;
  const ladder = `${levels} levels, each ${known.ratio.toFixed(3)} times the next`;
  if (overlapRatio === undefined) {
    return `${ladder}. Technique 2 has no answer in ${dimension} dimension(s): it needs more than four, where points with noise lie in thin shells that can miss each other. Instead the ratio is at most ${largestRatio}; choose more levels where score errors matter.`;
  }
  if (overlapRatio > largestRatio) {
    return `${ladder}. Technique 2 would allow a ratio of ${overlapRatio.toFixed(2)}, for in ${dimension} dimensions the shells of points with noise are thick; ${largestRatio} is the most that is advised, so that few steps settle a level.`;
  }
  return `${ladder}, so that the shells of neighbouring levels overlap by ${overlap} or a little more (technique 2).`;
}
