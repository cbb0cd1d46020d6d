import {
  floor,
  kolmogorovSmirnov,
  mmdSquared,
  modeWeights,
  type SampleFloor,
  sampleFloor,
  scoreRmse,
  slicedWasserstein,
  wasserstein1,
} from '../diagnostics/index.ts';
import { type Distribution, isDistribution, type Target } from '../distributions/distribution.ts';
import type { GaussianMixture } from '../distributions/gaussian_mixture.ts';
import type { Points } from '../points.ts';
import { type Goal, type NoiseDeviation, perturbedTarget, targetOf } from './goal.ts';

/** What there is to judge. Plain data, so that it can be sent to another thread. */
export interface Case {
  readonly goal: Goal;
  /** The noise that the samples still carry: that of the last level, or 0 once it is taken away. */
  readonly sigma: NoiseDeviation;
  readonly samples: Points;
  /** What the network says at some points, for levels at which the exact score is known: all in the units of the data. */
  readonly scores: readonly { readonly sigma: number; readonly points: Points; readonly scores: Points }[];
}

/** A number with what as many perfect draws show. */
export interface Measure {
  readonly value: number;
  readonly floor: SampleFloor;
  /** How many samples it looks at. */
  readonly samples: number;
}

export interface Verdict {
  /** For each level √E‖s − ∇log p_σ‖², and √E‖∇log p_σ‖² to compare it with. Empty where no exact score is known. */
  readonly score: readonly { readonly sigma: number; readonly rmse: number; readonly exact: number }[];
  /** Only in one dimension with a known distribution. */
  readonly ks?: Omit<Measure, 'floor'> & { readonly floor: number };
  readonly w1?: Omit<Measure, 'floor'> & { readonly floor: number };
  readonly slicedW2: Measure;
  readonly mmdSquared: Measure;
  /** Only where the target is a mixture of normals. */
  readonly modes?: {
    readonly found: number;
    readonly weights: readonly number[];
    readonly shares: readonly number[];
    readonly largestError: Measure;
  };
}

/** Samples that the maximum mean discrepancy looks at, for its work grows by their square. */
export const mmdSamples = 2000;

/** Far from the seeds that data are likely to have, and from those of the floors. */
const referenceSeed = 900_000;

/** Sets of draws that samples are compared with, for a single one may itself be unusual. */
const references = 4;

/** Judges samples and scores of a model. `report` hears which share of the work is done. */
export function judge({ goal, sigma, samples, scores }: Case, report: (done: number) => void = () => {}): Verdict {
  const clean = targetOf(goal);
  const target = perturbedTarget(clean, sigma);
  const few = firstRows(samples, mmdSamples);
  const parts = [
    () => ({ score: isDistribution(clean) ? scores.map((each) => scoreErrorOf(clean, each)) : [] }),
    () => (isDistribution(target) && target.dimension === 1 ? distancesOnTheLine(target, samples) : {}),
    () => ({ mmdSquared: compared(target, few, (a, b) => mmdSquared(a, b)) }),
    () => (isMixture(target) && target.weights.length > 1 ? { modes: modesOf(target, samples) } : {}),
    () => ({ slicedW2: compared(target, samples, (a, b) => slicedWasserstein(a, b)) }),
  ];
  const found = parts.map((part, i) => {
    const result = part();
    report((i + 1) / parts.length);
    return result;
  });
  return Object.assign({}, ...found) as Verdict;
}

/** The mean of a measure of the samples against as many draws of the target, drawn several times, beside its floor. */
function compared(target: Target, samples: Points, measure: (a: Points, b: Points) => number): Measure {
  const [count] = samples.shape;
  let value = 0;
  for (let i = 0; i < references; i++)
    value += measure(samples, target.sample(count, { seed: referenceSeed + i })) / references;
  return { value, floor: sampleFloor(target, { samples: count }, measure), samples: count };
}

function distancesOnTheLine(target: Distribution, { values }: Points): Pick<Verdict, 'ks' | 'w1'> {
  const least = floor(target, values.length);
  const samples = values.length;
  return {
    ks: { value: kolmogorovSmirnov(values, target.cdf), floor: least.ks, samples },
    w1: { value: wasserstein1(values, target), floor: least.w1, samples },
  };
}

function modesOf(mixture: GaussianMixture, samples: Points): NonNullable<Verdict['modes']> {
  const { found, shares, largestError } = modeWeights(mixture, samples);
  const [count] = samples.shape;
  const least = sampleFloor(
    mixture,
    { samples: count, reference: 1 },
    (drawn) => modeWeights(mixture, drawn).largestError,
  );
  return {
    found,
    weights: mixture.weights,
    shares,
    largestError: { value: largestError, floor: least, samples: count },
  };
}

/** On the line by quadrature over a grid; in more dimensions as a mean over the points, which are draws of p_σ. */
function scoreErrorOf(
  clean: Distribution,
  { sigma, points, scores }: Case['scores'][number],
): Verdict['score'][number] {
  const exact = clean.perturbed(sigma);
  const { values, shape } = points;
  const [count, dimension] = shape;
  if (dimension === 1) {
    const none = new Float32Array(count);
    return { sigma, rmse: scoreRmse(exact, values, scores.values), exact: scoreRmse(exact, values, none) };
  }
  let square = 0;
  let exactSquare = 0;
  for (let i = 0; i < count; i++) {
    const right = exact.score(values.subarray(i * dimension, (i + 1) * dimension));
    for (let j = 0; j < dimension; j++) {
      square += (scores.values[i * dimension + j]! - right[j]!) ** 2;
      exactSquare += right[j]! ** 2;
    }
  }
  return { sigma, rmse: Math.sqrt(square / count), exact: Math.sqrt(exactSquare / count) };
}

function isMixture(target: Target): target is GaussianMixture {
  return 'posterior' in target;
}

function firstRows({ values, shape: [count, dimension] }: Points, most: number): Points {
  const rows = Math.min(count, most);
  return { values: values.subarray(0, rows * dimension), shape: [rows, dimension] };
}
