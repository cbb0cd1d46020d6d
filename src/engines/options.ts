import { type Averaging, averagingOf } from '../averaging.ts';
import type { NoisePerRow, Perturbation, SamplerOptions, Score, TrainerOptions } from '../engine.ts';
import { ArgumentError, requireInteger, requireOneOf, requirePositive } from '../errors.ts';
import { initialParameters, type Model, mlp, type Network, requireParameters } from '../network.ts';
import { type Noise, requireNoise, type Schedule, schedule } from '../noise.ts';
import { type Adam, adam } from '../optimizer.ts';
import { type Points, requirePoints } from '../points.ts';
import { type Key, keyOf } from '../random.ts';

/** Training options after checks and defaults: what every engine works from. */
export interface TrainingPlan {
  readonly data: Points;
  readonly network: Network;
  readonly noise: Noise;
  /** Data of a step: those drawn, or all of them in their order. */
  readonly slots: number;
  /** Whether the data of a step are drawn. */
  readonly drawn: boolean;
  /** Rows that each of them takes: row = slot · repeats + repeat. The number of levels, or 1. */
  readonly repeats: number;
  /** Rows of a step. */
  readonly rows: number;
  readonly noisePerRow: NoisePerRow;
  readonly weighting: number;
  readonly optimizer: Adam;
  readonly averaging: Averaging | undefined;
  readonly perturbation: Perturbation;
  readonly key: Key;
  /** Initial parameters, a copy. */
  readonly parameters: Float32Array;
}

/** Checks the options of a trainer and fills in the defaults. @throws ArgumentError */
export function planTraining(options: TrainerOptions): TrainingPlan {
  const {
    data,
    noise,
    batch,
    noisePerRow = 'all-levels',
    weighting = 2,
    perturbation = 'independent',
    seed = 0,
  } = options;
  // Made once more, because plain objects may come from elsewhere than mlp and adam, which check them.
  const network = mlp(options.network);
  const optimizer = adam(options.optimizer);
  const averaging = options.averaging === undefined ? undefined : averagingOf(options.averaging);
  requirePoints('data', data, network.dimension);
  // A word of 32 bits chooses among them.
  requireInteger('data.shape[0]', data.shape[0], 1, 0xffff_ffff);
  requireNoise('noise', noise);
  requireOneOf('perturbation', perturbation, ['independent', 'shared']);
  if (batch !== undefined) requireInteger('batch', batch, 1, 0xffff_ffff);
  requireNoisePerRow(noisePerRow);
  if (!Number.isFinite(weighting)) throw new ArgumentError('weighting', weighting, 'a finite power of σ, such as 2');
  const slots = batch ?? data.shape[0];
  const repeats = noisePerRow === 'all-levels' ? noise.levels.length : 1;
  const rows = slots * repeats;
  requireInteger('rows of a step (data × levels)', rows, 1, 0xffff_ffff);
  const key = keyOf(seed);
  const parameters = options.parameters?.slice() ?? initialParameters(network, seed);
  requireParameters('parameters', parameters, network);
  return {
    ...{ data, network, noise, slots, drawn: batch !== undefined, repeats, rows, noisePerRow, weighting },
    ...{ optimizer, averaging, perturbation, key, parameters },
  };
}

function requireNoisePerRow(given: NoisePerRow): void {
  if (typeof given === 'object' && given !== null && 'logNormal' in given) {
    const { mean, deviation } = given.logNormal;
    if (!Number.isFinite(mean)) throw new ArgumentError('noisePerRow.logNormal.mean', mean, 'a finite mean of ln σ');
    requirePositive('noisePerRow.logNormal.deviation', deviation);
  } else {
    requireOneOf('noisePerRow', given, [
      'all-levels',
      'one-level',
      'log-uniform',
      '{ logNormal: { mean, deviation } }',
    ]);
  }
}

/** Sampling options after checks and defaults: what every engine works from. */
export interface SamplingPlan {
  readonly score: Score;
  readonly dimension: number;
  readonly particles: number;
  /** Particles of which these are a part. */
  readonly outOf: number;
  /** Quad of the random streams that the first four of them take. */
  readonly firstQuad: number;
  readonly schedule: Schedule;
  readonly key: Key;
  /** Given starting points, or the deviation of centred normals. */
  readonly initial: Points | { readonly deviation: number };
  readonly denoise: boolean;
}

/** Checks the options of a sampler and fills in the defaults. @throws ArgumentError */
export function planSampling(options: SamplerOptions): SamplingPlan {
  const {
    score,
    particles,
    firstParticle = 0,
    outOf = particles,
    steps,
    seed = 0,
    initial = { deviation: 1 },
    denoise = false,
  } = options;
  const dimension = dimensionOf(score);
  const noise = options.noise ?? (isModel(score) ? score.noise : undefined);
  if (!noise)
    throw new ArgumentError(
      'noise',
      noise,
      'given when the score is a distribution',
      'For instance noise: geometric({ from: 2, to: 0.5, levels: 16 }).',
    );
  requireInteger('particles', particles, 1, 0xffff_ffff);
  requireFirstParticle(firstParticle, particles);
  requireInteger('outOf', outOf, particles, particlesOfSeed);
  if ('values' in initial) {
    requirePoints('initial', initial, dimension);
    if (initial.shape[0] !== particles)
      throw new ArgumentError('initial.shape', initial.shape, `[${particles}, ${dimension}], a row for each particle`);
  } else requirePositive('initial.deviation', initial.deviation);
  return {
    ...{ score, dimension, particles, outOf, firstQuad: firstParticle / 4, schedule: schedule(noise, steps) },
    ...{ key: keyOf(seed), initial, denoise },
  };
}

/** Particles of one seed: four for each value of the counter that tells quads apart, a word of 32 bits. */
export const particlesOfSeed = 2 ** 34;

/** Checks where particles begin in the random streams. @throws ArgumentError */
export function requireFirstParticle(first: number, particles: number): void {
  if (Number.isInteger(first) && first >= 0 && first % 4 === 0 && first + particles <= particlesOfSeed) return;
  throw new ArgumentError(
    'firstParticle',
    first,
    `a multiple of 4 from 0 to ${particlesOfSeed - 4 * Math.ceil(particles / 4)}, that firstParticle + particles be at most 2³⁴`,
    'Four particles share a random number; other seeds give other particles.',
  );
}

/** Checks a request to evaluate a score at points. @throws ArgumentError */
export function requireScoreRequest({ score, points, sigma }: { score: Score; points: Points; sigma: number }): void {
  requirePoints('points', points, dimensionOf(score));
  requirePositive('sigma', sigma);
}

/** Checks a request to run a trainer. @throws ArgumentError */
export function requireRun({ steps, reportEvery }: { steps: number; reportEvery: number }): void {
  requireInteger('steps', steps, 0);
  requireInteger('reportEvery', reportEvery, 1);
}

export function isModel(score: Score): score is Model {
  return 'parameters' in score;
}

/** Dimension of the points that a score takes. @throws ArgumentError when it is none. */
export function dimensionOf(score: Score): number {
  if (typeof score !== 'object' || score === null || !('parameters' in score || 'weights' in score)) {
    throw new ArgumentError('score', score, 'a trained model or a Gaussian mixture');
  }
  if (!isModel(score)) return score.dimension;
  requireParameters('score.parameters', score.parameters, mlp(score.network));
  return score.network.dimension;
}

/** Checks how often a sampler is to report; undefined stands for once a level. @throws ArgumentError */
export function requireReports(reportEvery: number | undefined): void {
  if (reportEvery !== undefined) requireInteger('reportEvery', reportEvery, 1);
}
