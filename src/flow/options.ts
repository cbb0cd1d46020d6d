import type { Engine } from '../engine.ts';
import { ArgumentError, requireOneOf } from '../errors.ts';
import type { FieldDescription } from '../fields/field.ts';
import { checkedScore, fieldOf } from '../fields/index.ts';
import type { Score } from '../fields/score.ts';
import { halfAsMany } from '../half_as_many.ts';
import { geometric, type Noise, requireNoise } from '../noise.ts';
import { type Points, rowsOf } from '../points.ts';
import { type Keys, requireFunction, requireMethods, requireSignal } from '../require_options.ts';
import { type Moments, requireMoments } from '../spread.ts';
import type { FlowMethod } from './solve.ts';

/** Options of all that follows the probability flow. */
export interface FlowOptions extends FlowMethod {
  readonly score: Score;
  /**
   * Noise levels, from the largest to the smallest, from each of which a step leads to the next; of rk45 the ends alone. Unless given
   * a geometric ladder over the range of those of the score, with 6 steps to a factor of e, or 32 of heun; needed where the score
   * has none.
   */
  readonly noise?: Noise;
  /**
   * Mean and deviation of the data in the units of the score: those that the score knows unless given, else 0. With the largest
   * noise added they are those of the normal distribution that stands for the data at that level.
   */
  readonly moments?: Moments;
  readonly signal?: AbortSignal;
  /** Is told now and then which share of the work is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export const flowKeys: Keys<FlowOptions> = {
  ...{ score: true, noise: true, moments: true, method: true, tolerance: true, signal: true, onProgress: true },
};

/** Steps to a factor of e unless noise levels are given: ln p of the targets is then right to about 0.001 and 0.01 nat. */
const stepsPerFold = { rk4: 6, heun: 32, rk45: 1 } as const;

/** The options after their checks, with the defaults. */
export interface Flow {
  readonly score: Score;
  readonly described: FieldDescription;
  /** From the largest to the smallest. */
  readonly sigmas: readonly number[];
  readonly method: Required<FlowMethod>;
  /** Of the particles at the largest σ, in the units of the score. */
  readonly prior: Moments;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** @throws ArgumentError */
export function flowOf(engine: Engine, options: FlowOptions): Flow {
  requireMethods('engine', engine, ['sampler', 'score', 'busyParticles'], 'what createEngine() gave');
  const { method = 'rk4', tolerance = 1e-5, signal, onProgress = () => {} } = options;
  requireOneOf('method', method, ['rk4', 'heun', 'rk45']);
  if (typeof tolerance !== 'number' || !(tolerance >= 1e-7 && tolerance <= 0.1))
    throw new ArgumentError('tolerance', tolerance, 'from 1e-7, where float32 ends, to 0.1');
  requireSignal('signal', signal);
  requireFunction('onProgress', onProgress, '(share) => void');
  const score = checkedScore('score', options.score);
  const described = fieldOf(score).describe(score, fieldOf);
  const sigmas = levelsOf(options.noise, described.noise, stepsPerFold[method]);
  const { dimension } = described;
  if (options.moments !== undefined) requireMoments('moments', options.moments, dimension);
  const { mean, deviation } = options.moments ??
    described.moments ?? { mean: Array<number>(dimension).fill(0), deviation: Array<number>(dimension).fill(0) };
  const prior = { mean, deviation: deviation.map((d) => Math.hypot(d, sigmas[0]!)) };
  return { score, described, sigmas, method: { method, tolerance }, prior, signal, onProgress };
}

function levelsOf(given: Noise | undefined, own: Noise | undefined, perFold: number): readonly number[] {
  if (given !== undefined) requireNoise('noise', given);
  if (!given && !own)
    throw new ArgumentError(
      'noise',
      undefined,
      'given when the score has no noise levels of its own',
      'For instance noise: geometric({ from: 50, to: 0.01, levels: 50 }).',
    );
  const { levels } = given ?? own!;
  if (levels.length < 2)
    throw new ArgumentError('noise.levels', levels, 'at least two, the ends of the probability flow');
  if (given) return levels;
  const [from, to] = [levels[0]!, levels.at(-1)!];
  return geometric({ from, to, levels: Math.ceil(perFold * Math.log(from / to)) + 1 }).levels;
}

/**
 * Does something with parts of points, each of at most so many, and says how far it is. Where there is no memory for a part, it is done
 * once more with half of it.
 */
export async function inParts(
  points: Points,
  most: number,
  onProgress: (share: number) => void,
  task: (part: Points, first: number, onShare: (share: number) => void) => Promise<void>,
): Promise<void> {
  const [count] = points.shape;
  let size = most;
  for (let first = 0; first < count; ) {
    const rows = Math.min(size, count - first);
    try {
      await task(rowsOf(points, first, rows), first, (share) => onProgress((first + share * rows) / count));
    } catch (error) {
      size = halfAsMany(rows, error);
      continue;
    }
    first += rows;
  }
}
