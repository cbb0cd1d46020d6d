import {
  floor,
  frameOf,
  isBandwidth,
  kolmogorovSmirnov,
  mmdSquared,
  modeWeights,
  sampleFloor,
  sliceDirections,
  slicedDistances,
  typicalDistance,
  wasserstein1,
} from '../diagnostics/index.ts';
import { type Distribution, isDistribution, type Target } from '../distributions/distribution.ts';
import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';
import type { Points } from '../points.ts';
import { type ColumnsVerdict, columnsOf } from './columns.ts';
import { type Draws, drawsFor, referenceSeed, references, repeats } from './draws.ts';
import { columnRows, costsOf, directionsFor, mmdRows, modeSamples } from './effort.ts';
import { type Goal, type NoiseDeviation, perturbedTarget, targetOf } from './goal.ts';
import { type Measure, meanOf, measureOf } from './measure.ts';
import { sharesOf } from './shares.ts';

/** How far samples are from what they are compared with. */
export interface Comparison {
  /** Only in one dimension with a known distribution. */
  readonly ks?: Omit<Measure, 'floor'> & { readonly floor: number };
  readonly w1?: Omit<Measure, 'floor'> & { readonly floor: number };
  /**
   * Along so many directions; `farShare` is the share of the square of the floor that the outermost 1 % of the points make,
   * in the mean.
   */
  readonly slicedW2: Measure & { readonly directions: number; readonly farShare: number };
  /** Absent where draws of the goal do not differ, for then its kernel has no width. */
  readonly mmdSquared?: Measure;
  /** Only where the target is a mixture of normals. */
  readonly modes?: {
    readonly found: number;
    readonly weights: readonly number[];
    readonly shares: readonly number[];
    readonly largestError: Measure;
  };
  /** Column by column. */
  readonly columns: ColumnsVerdict;
}

/** Compares samples with a goal with so much noise. */
export function compare(
  samples: Points,
  { goal, sigma }: { goal: Goal; sigma: NoiseDeviation },
  report: (done: number) => void,
): Comparison {
  const target = perturbedTarget(targetOf(goal), sigma);
  const { shape } = samples;
  const dataRows = sigma === 0 && 'data' in goal ? goal.data.shape[0] : undefined;
  const shares = sharesOf(costsOf(shape, dataRows), report);
  const mmd = mmdOf(target, firstRows(samples, mmdRows(shape)), shares.mmd);
  const draws = drawsFor(target, { goal, sigma, count: shape[0] }, shares.draw);
  const frame = frameOf(draws.references[0]!, samples, ...draws.references.slice(1), ...draws.perfect);
  const line = isDistribution(target) && target.dimension === 1 ? distancesOnTheLine(target, samples, shares.line) : {};
  const modes = isMixture(target) && target.weights.length > 1 && modesOf(target, samples, draws, shares.modes);
  const rows = columnRows(shape);
  const first = (set: Points) => (dataRows === undefined ? firstRows(set, rows) : set);
  const shortened = { references: draws.references.map(first), perfect: draws.perfect.map((s) => firstRows(s, rows)) };
  const columns = columnsOf(firstRows(samples, rows), shortened, frame, shares.columns);
  const directions = directionsFor(shape, dataRows);
  const slices = sliceDirections(shape[1], { projections: directions });
  const distances = slicedDistances([samples, ...draws.perfect], draws.references, slices, frame, shares.sliced);
  const values = distances.map((each) => meanOf(each.map(({ distance }) => distance)));
  const far = distances.slice(1).flatMap((each) => each.map(({ farShare }) => farShare));
  return {
    ...line,
    ...(mmd && { mmdSquared: mmd }),
    ...(modes && { modes }),
    slicedW2: { ...measureOf(values, shape[0]), directions, farShare: meanOf(far) },
    columns,
  };
}

/** The mean over several sets of draws, with one width of the kernel throughout. */
function mmdOf(target: Target, samples: Points, report: (done: number) => void): Measure | undefined {
  const [count] = samples.shape;
  const drawn = Array.from({ length: references }, (_, i) => target.sample(count, { seed: referenceSeed + i }));
  const bandwidth = typicalDistance(drawn[0]!);
  if (!isBandwidth(bandwidth)) return undefined;
  let compared = 0;
  const measure = (a: Points, b: Points): number => {
    const before = compared++;
    return mmdSquared(a, b, { bandwidth, report: (done) => report((before + done) / (references + repeats)) });
  };
  const value = meanOf(drawn.map((reference) => measure(samples, reference)));
  return { value, floor: sampleFloor(target, { samples: count, repeats }, measure), samples: count };
}

function distancesOnTheLine(
  target: Distribution,
  { values }: Points,
  report: (done: number) => void,
): Pick<Comparison, 'ks' | 'w1'> {
  const samples = values.length;
  const [ks, w1] = [kolmogorovSmirnov(values, target.cdf), wasserstein1(values, target)];
  // Of many samples two sets of draws make the floor.
  report(1 / 3);
  const least = floor(target, samples, (done) => report((1 + 2 * done) / 3));
  return { ks: { value: ks, floor: least.ks, samples }, w1: { value: w1, floor: least.w1, samples } };
}

function modesOf(
  mixture: GaussianMixture,
  samples: Points,
  { perfect }: Draws,
  report: (done: number) => void,
): NonNullable<Comparison['modes']> {
  const sets = [samples, ...perfect].map((set) => firstRows(set, modeSamples));
  const weighed = sets.map((set, i) => {
    const weights = modeWeights(mixture, set);
    report((i + 1) / sets.length);
    return weights;
  });
  const { found, shares } = weighed[0]!;
  return {
    ...{ found, weights: mixture.weights, shares },
    largestError: measureOf(
      weighed.map(({ largestError }) => largestError),
      sets[0]!.shape[0],
    ),
  };
}

function isMixture(target: Target): target is GaussianMixture {
  return 'posterior' in target;
}

function firstRows({ values, shape: [count, dimension] }: Points, most: number): Points {
  const rows = Math.min(count, most);
  return { values: values.subarray(0, rows * dimension), shape: [rows, dimension] };
}
