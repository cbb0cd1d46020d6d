import { scoreRmse } from '../diagnostics/index.ts';
import { type Distribution, isDistribution } from '../distributions/distribution.ts';
import { type Points, requirePoints } from '../points.ts';
import { type Comparison, compare } from './compare.ts';
import { type Goal, type NoiseDeviation, targetOf } from './goal.ts';

/** What there is to judge. Plain data, so that it can be sent to another thread. */
export interface Case {
  readonly goal: Goal;
  /** The noise that the samples still carry: that of the last level, or 0 once it is taken away. */
  readonly sigma: NoiseDeviation;
  readonly samples: Points;
  /** What the network says at some points, for levels at which the exact score is known: all in the units of the data. */
  readonly scores: readonly { readonly sigma: number; readonly points: Points; readonly scores: Points }[];
}

/** The comparison is with the goal as the samples carry its noise: what the sampler ought to give. */
export interface Verdict extends Comparison {
  /** For each level √E‖s − ∇log p_σ‖², and √E‖∇log p_σ‖² to compare it with. Empty where no exact score is known. */
  readonly score: readonly { readonly sigma: number; readonly rmse: number; readonly exact: number }[];
  /** Only where samples carry noise: they are compared with the goal without it, which is what the user has. */
  readonly clean?: Comparison;
}

/** What is found of the samples of one class. */
export interface ClassVerdict extends Verdict {
  readonly label: string;
  /** Points of it in the data, and samples. */
  readonly data: number;
  readonly samples: number;
}

/**
 * Judges samples and scores of a model. `report` hears which share of the work is done.
 * @throws ArgumentError when samples are not finite, or of another dimension than the goal.
 */
export function judge({ goal, sigma, samples, scores }: Case, report: (done: number) => void = () => {}): Verdict {
  const clean = targetOf(goal);
  requirePoints('samples', samples, clean.dimension);
  const parts = sigma === 0 ? 1 : 2;
  const verdict: Verdict = {
    score: isDistribution(clean) ? scores.map((each) => scoreErrorOf(clean, each)) : [],
    ...compare(samples, { goal, sigma }, (done) => report(done / parts)),
    ...(parts === 2 && { clean: compare(samples, { goal, sigma: 0 }, (done) => report((1 + done) / parts)) }),
  };
  report(1);
  return verdict;
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
