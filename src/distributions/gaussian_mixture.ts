import { ArgumentError, requireFloat32, requirePositive, squarable } from '../errors.ts';
import type { Float32Points } from '../points.ts';
import { normals, philox, type Seed, streams, uniform } from '../random.ts';
import { type Keys, requireKeys } from '../require_options.ts';
import type { Moments } from '../spread.ts';
import type { Distribution, LabelledPoints, Point } from './distribution.ts';
import { drawsOf, roomForDraws, roomForLabels } from './draw.ts';
import { mixtureEntropy } from './mixture_entropy.ts';
import { normalCdf } from './normal_cdf.ts';
import { coordinates, refuseCdf, requireAbscissa } from './point.ts';

/** Σ_k w_k · N(μ_k, s_k²·1): a mixture of isotropic normals, whose perturbed forms are mixtures again. */
export interface GaussianMixture extends Distribution {
  readonly kind: 'mixture';
  /** Positive, of sum 1. */
  readonly weights: readonly number[];
  /** A mean of `dimension` values for each component. */
  readonly means: readonly (readonly number[])[];
  /** The standard deviation of each component, above 0. */
  readonly deviations: readonly number[];
  /** P(component k | point) for each component. */
  posterior(point: Point): Float64Array;
  /**
   * By quadrature in one and two dimensions. In more, where the components lie so far apart that the bounds of Kolchinsky
   * and Tracey (2017) meet. @throws ArgumentError where they do not.
   */
  entropy(): number;
  /** The same mixture with deviations √(s_k² + σ²). */
  perturbed(sigma: number): GaussianMixture;
}

/** Beside the components, what a mixture has that a new one is spread from. */
const mixtureKeys: Keys<GaussianMixture> = {
  ...{ weights: true, means: true, deviations: true },
  ...{ kind: true, name: true, dimension: true, sample: true, pdf: true, score: true, cdf: true },
  ...{ entropy: true, posterior: true, perturbed: true, classes: true, labelled: true },
};

/**
 * A mixture of isotropic normals. Weights are normalised to a sum of 1.
 * @throws ArgumentError when the lists are empty or of different lengths, or a value is out of range.
 */
export function gaussianMixture(given: {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly deviations: readonly number[];
}): GaussianMixture {
  requireKeys<Partial<GaussianMixture>>('', given, mixtureKeys);
  requireComponents(given);
  const total = given.weights.reduce((sum, weight) => sum + weight, 0);
  const weights = given.weights.map((weight) => weight / total);
  const means = given.means.map((mean) => [...mean]);
  const deviations = [...given.deviations];
  const components = weights.length;
  const dimension = means[0]!.length;

  // ln(w_k · density of component k at the point) for each k.
  const logDensities = (point: ArrayLike<number>): Float64Array => {
    const logs = new Float64Array(components);
    for (let k = 0; k < components; k++) {
      const deviation = deviations[k]!;
      let square = 0;
      for (let j = 0; j < dimension; j++) square += ((point[j]! - means[k]![j]!) / deviation) ** 2;
      logs[k] = Math.log(weights[k]!) - dimension * (Math.log(deviation) + 0.5 * Math.log(2 * Math.PI)) - 0.5 * square;
    }
    return logs;
  };

  const posterior = (point: ArrayLike<number>): Float64Array => {
    const logs = logDensities(point);
    // Relative to the largest, so that far in the tails, where every density underflows, one component still counts.
    const largest = logs.reduce((a, b) => Math.max(a, b));
    const shares = logs.map((log) => Math.exp(log - largest));
    const sum = shares.reduce((a, b) => a + b);
    return shares.map((share) => share / sum);
  };

  return {
    kind: 'mixture',
    dimension,
    weights,
    means,
    deviations,

    pdf(point) {
      const logs = logDensities(coordinates(point, dimension));
      return logs.reduce((sum, log) => sum + Math.exp(log), 0);
    },

    score(point) {
      const x = coordinates(point, dimension);
      const score = new Float64Array(dimension);
      posterior(x).forEach((share, k) => {
        for (let j = 0; j < dimension; j++) score[j]! += (share * (means[k]![j]! - x[j]!)) / deviations[k]! ** 2;
      });
      return score;
    },

    posterior: (point) => posterior(coordinates(point, dimension)),

    entropy: () => mixtureEntropy({ weights, means, deviations }),

    cdf(x) {
      if (dimension !== 1) refuseCdf(dimension);
      requireAbscissa(x);
      return weights.reduce((sum, weight, k) => sum + weight * normalCdf((x - means[k]![0]!) / deviations[k]!), 0);
    },

    classes: { name: 'component', count: components },

    sample: (count, options) => sample({ weights, means, deviations }, count, options),

    labelled: (count, options) => labelled({ weights, means, deviations }, count, options),

    perturbed(sigma) {
      requirePositive('sigma', sigma);
      return gaussianMixture({
        weights,
        means,
        deviations: deviations.map((deviation) => Math.hypot(deviation, sigma)),
      });
    },
  };
}

/**
 * Draw r takes its component from word r mod 4 of counter (⌊r/4⌋, 0, 0) of stream `component`, and its normal in
 * dimension j from lane r mod 4 of normals(⌊r/4⌋, j, 0) of stream `data`.
 * @param labels where the component of each draw is written, if anywhere.
 */
function sample(
  { weights, means, deviations }: Pick<GaussianMixture, 'weights' | 'means' | 'deviations'>,
  count: number,
  options: { seed: Seed },
  labels?: Uint32Array,
): Float32Points {
  const key = drawsOf(count, options);
  const dimension = means[0]!.length;
  const cumulative = weights.map((_, k) => weights.slice(0, k + 1).reduce((sum, weight) => sum + weight, 0));
  const values = roomForDraws(count, dimension);
  const words = new Uint32Array(4);
  const lanes = new Float64Array(4);
  const chosen = new Uint32Array(4);
  for (let first = 0; first < count; first += 4) {
    const rows = Math.min(4, count - first);
    philox(words, first / 4, 0, 0, streams.component, key);
    for (let lane = 0; lane < rows; lane++) {
      const found = cumulative.findIndex((bound) => uniform(words[lane]!) <= bound);
      // The cumulative weights may end a rounding error below 1.
      chosen[lane] = found < 0 ? weights.length - 1 : found;
    }
    labels?.set(chosen.subarray(0, rows), first);
    for (let j = 0; j < dimension; j++) {
      normals(first / 4, j, 0, streams.data, key, lanes);
      for (let lane = 0; lane < rows; lane++) {
        const k = chosen[lane]!;
        values[(first + lane) * dimension + j] = means[k]![j]! + deviations[k]! * lanes[lane]!;
      }
    }
  }
  return { values, shape: [count, dimension] };
}

/** The same draws with the component of each. */
function labelled(
  mixture: Parameters<typeof sample>[0],
  count: number,
  options: { seed: Seed },
): LabelledPoints<Float32Points> {
  drawsOf(count, options);
  const labels = roomForLabels(count);
  return { points: sample(mixture, count, options, labels), labels };
}

/** The mean and deviation of each coordinate, exactly. */
export function momentsOfMixture({ weights, means, deviations }: Parameters<typeof gaussianMixture>[0]): Moments {
  const columns = means[0]!.map((_, j) => {
    const mean = weights.reduce((sum, weight, k) => sum + weight * means[k]![j]!, 0);
    const variance = weights.reduce((sum, weight, k) => {
      return sum + weight * (deviations[k]! ** 2 + (means[k]![j]! - mean) ** 2);
    }, 0);
    return { mean, deviation: Math.sqrt(variance) };
  });
  return { mean: columns.map(({ mean }) => mean), deviation: columns.map(({ deviation }) => deviation) };
}

/** Refuses lists that make no mixture, by names after a prefix. @throws ArgumentError */
export function requireComponents(
  { weights, means, deviations }: Parameters<typeof gaussianMixture>[0],
  prefix = '',
): void {
  if (!Array.isArray(weights) || weights.length === 0)
    throw new ArgumentError(`${prefix}weights`, weights, 'a list with a weight for each component');
  const components = weights.length;
  if (!Array.isArray(means) || means.length !== components) {
    throw new ArgumentError(
      `${prefix}means`,
      means,
      `a list of ${components} points, one for each weight`,
      'In one dimension: [[-3], [3]].',
    );
  }
  if (!Array.isArray(deviations) || deviations.length !== components) {
    throw new ArgumentError(`${prefix}deviations`, deviations, `a list of ${components} numbers, one for each weight`);
  }
  for (let k = 0; k < components; k++) {
    requirePositive(`${prefix}weights[${k}]`, weights[k]);
    requirePositive(`${prefix}deviations[${k}]`, deviations[k]);
    // A device sums squares of distances, and divides them by squares of deviations.
    requireFloat32(`${prefix}deviations[${k}]`, deviations[k], squarable);
    const mean = means[k];
    if (!Array.isArray(mean) || mean.length === 0 || mean.length !== means[0].length) {
      throw new ArgumentError(
        `${prefix}means[${k}]`,
        mean,
        'a list of coordinates, as many as in every other mean',
        'In one dimension: [[-3], [3]].',
      );
    }
    const { most } = squarable;
    for (const [j, value] of mean.entries())
      requireFloat32(`${prefix}means[${k}][${j}]`, value, { least: -most, most });
  }
}
