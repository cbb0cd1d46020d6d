import { type Distribution, isDistribution } from '../distributions/distribution.ts';
import type { Engine } from '../engine.ts';
import { fieldOf } from '../fields/index.ts';
import type { Score } from '../fields/score.ts';
import { logDensity } from '../flow/log_density.ts';
import type { Noise } from '../noise.ts';
import type { Points } from '../points.ts';
import { type MeanLoss, meanOfLosses } from './denoising_loss.ts';
import { type Goal, noiseInDataUnits, targetOf } from './goal.ts';

/** How likely a model finds points that it was not trained on. */
export interface Likelihood {
  readonly points: number;
  /** Least noise level of the score, at which the density is taken, in the units of the score. */
  readonly sigma: number;
  /** Mean of −ln p over the points, in nats, and its standard error. */
  readonly nats: MeanLoss;
  /** The same by dimension, in bits. */
  readonly bitsPerDimension: number;
  /** Mean of −ln p of the target at the same points with the same noise, in nats, where it is known. */
  readonly exact?: number;
}

/** Far from the seeds that data are likely to have. */
const heldOutSeed = 800_000;

/** Points of a goal that a likelihood is taken at: draws of a target, or rows of data, evenly spread where there are more. */
export function heldOutPoints(goal: Goal, most: number): Points {
  if (!('data' in goal)) return targetOf(goal).sample(most, { seed: heldOutSeed });
  const { values, shape } = goal.data;
  const [rows, dimension] = shape;
  const count = Math.min(rows, most);
  const taken = values.constructor as Float32ArrayConstructor;
  const chosen = new taken(count * dimension);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    chosen.set(values.subarray(row * dimension, (row + 1) * dimension) as Float32Array, i * dimension);
  }
  return { values: chosen, shape: [count, dimension] };
}

/** The mean of −ln p of points by a score. */
export async function likelihoodOf(
  engine: Engine,
  { score, noise, goal, points }: { score: Score; noise: Noise; goal: Goal; points: Points },
  listeners: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<Likelihood> {
  const { transform } = fieldOf(score).describe(score, fieldOf);
  const sigma = noise.levels.at(-1)!;
  const { nats, bitsPerDimension } = await logDensity(engine, { score, points, ...listeners });
  const [count, dimension] = points.shape;
  const target = targetOf(goal);
  const own = noiseInDataUnits(sigma, transform);
  const exact = isDistribution(target) && typeof own === 'number' ? target.perturbed(own) : undefined;
  return {
    ...{ points: count, sigma, nats: meanOfLosses(nats.map((value) => -value)) },
    bitsPerDimension: bitsPerDimension.reduce((sum, bits) => sum + bits / count, 0),
    ...(exact && { exact: exactMean(exact, points, dimension) }),
  };
}

function exactMean(distribution: Distribution, { values, shape: [count] }: Points, dimension: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++)
    sum -= Math.log(distribution.pdf(values.subarray(i * dimension, (i + 1) * dimension))) / count;
  return sum;
}
