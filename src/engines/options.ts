import type { Averaging } from '../averaging.ts';
import { type Checkpoint, checkpointOf, type TrainingState } from '../checkpoint.ts';
import type { ResumeOptions, SamplerOptions, Score, TrainerOptions } from '../engine.ts';
import { ArgumentError, requireInteger, requirePositive } from '../errors.ts';
import { type Fingerprint, fingerprintOf, sameFingerprint } from '../fingerprint.ts';
import { initialParameters, type Model, mlp, type Network, requireParameters } from '../network.ts';
import { type Noise, requireNoise, type Schedule, schedule } from '../noise.ts';
import type { Adam } from '../optimizer.ts';
import { type Points, requirePoints } from '../points.ts';
import { type Key, keyOf } from '../random.ts';
import { type NoisePerRow, type Perturbation, trainingSettings } from '../training_settings.ts';
import {
  restoredInPlace,
  type Standardisation,
  scoresRestored,
  standardisation,
  standardised,
  type Transform,
  transformOf,
} from '../transform.ts';

/** Training options after checks and defaults: what every engine works from. */
export interface TrainingPlan {
  /** Standardised, if they are to be. */
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
  /** Where the training begins, or goes on. The buffers are copies. */
  readonly start: TrainingState;
  /** What a checkpoint holds besides the state. */
  readonly kept: Omit<Checkpoint, keyof TrainingState>;
}

/** Checks the options of a trainer and fills in the defaults. @throws ArgumentError */
export function planTraining(options: TrainerOptions | ResumeOptions): TrainingPlan {
  const { kept, start } = 'checkpoint' in options ? resumption(options) : beginning(options);
  const { network, noise, transform, settings } = kept;
  const { batch, noisePerRow, optimizer, averaging, weighting, perturbation, seed } = settings;
  const data = transform ? standardised(options.data, transform) : options.data;
  const slots = batch ?? data.shape[0];
  const repeats = noisePerRow === 'all-levels' ? noise.levels.length : 1;
  const rows = slots * repeats;
  requireInteger('rows of a step (data × levels)', rows, 1, 0xffff_ffff);
  return {
    ...{ data, network, noise, slots, drawn: batch !== undefined, repeats, rows, noisePerRow, weighting },
    ...{ optimizer, averaging, perturbation, key: keyOf(seed), start, kept },
  };
}

/** A new training. */
function beginning(options: TrainerOptions): Pick<TrainingPlan, 'kept' | 'start'> {
  // Made once more, because plain objects may come from elsewhere than mlp, which checks them.
  const network = mlp(options.network);
  const settings = trainingSettings(options);
  requirePoints('data', options.data, network.dimension);
  // A word of 32 bits chooses among them.
  requireInteger('data.shape[0]', options.data.shape[0], 1, 0xffff_ffff);
  requireNoise('noise', options.noise);
  const parameters = options.parameters?.slice() ?? initialParameters(network, settings.seed);
  requireParameters('parameters', parameters, network);
  const [first, second] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const transform = options.standardise === undefined ? undefined : transformFor(options.data, options.standardise);
  return {
    kept: {
      network,
      noise: { levels: [...options.noise.levels] },
      ...(transform && { transform }),
      settings,
      data: fingerprintOf(options.data),
    },
    start: { step: 0, parameters, first, second, ...(settings.averaging && { average: parameters.slice() }) },
  };
}

function transformFor(data: Points, given: Standardisation | Transform): Transform {
  return typeof given === 'object' ? transformOf('standardise', given, data.shape[1]) : standardisation(data, given);
}

/** A training that goes on. */
function resumption({ data, checkpoint, ...others }: ResumeOptions): Pick<TrainingPlan, 'kept' | 'start'> {
  const [other] = Object.entries(others);
  if (other) throw new ArgumentError(other[0], other[1], 'left out beside a checkpoint, which holds it');
  const { step, parameters, first, second, average, ...kept } = checkpointOf(checkpoint);
  requirePoints('data', data, kept.network.dimension);
  requireSameData(fingerprintOf(data), kept.data);
  const start = { step, parameters: parameters.slice(), first: first.slice(), second: second.slice() };
  return { kept, start: { ...start, ...(average && { average: average.slice() }) } };
}

function requireSameData(found: Fingerprint, wanted: Fingerprint): void {
  if (sameFingerprint(found, wanted)) return;
  const [count, dimension] = wanted.shape;
  const given = found.shape[0] === count ? 'other values' : `${found.shape[0]} points`;
  throw new ArgumentError('data', given, `the ${count} points in ${dimension} dimension(s) of the checkpoint`);
}

/** A checkpoint of a plan's training in some state. */
export function checkpointOfPlan({ kept }: TrainingPlan, state: TrainingState): Checkpoint {
  return { ...kept, ...state };
}

/** A model of a plan's network with these parameters. */
export function modelOfPlan({ kept: { network, noise, transform } }: TrainingPlan, parameters: Float32Array): Model {
  return { network, noise, parameters, ...(transform && { transform }) };
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
  /** Given starting points, standardised as the model wants them, or the deviation of centred normals. */
  readonly initial: Points | { readonly deviation: number };
  readonly denoise: boolean;
  /** Particles, [particles, dimension], in the units of the data; their values may be changed in place. */
  readonly inDataUnits: (particles: Points) => Points;
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
  const transform = transformIn(score);
  return {
    ...{ score, dimension, particles, outOf, firstQuad: firstParticle / 4, schedule: schedule(noise, steps) },
    ...{ key: keyOf(seed), denoise },
    initial: transform && 'values' in initial ? standardised(initial, transform) : initial,
    inDataUnits: (points) => (transform ? restoredInPlace(points, transform) : points),
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

/** A request to evaluate a score after checks. */
export interface ScorePlan {
  readonly score: Score;
  /** Standardised as the model wants them. */
  readonly points: Points;
  readonly sigma: number;
  /** Scores in the units of the data; their values may be changed in place. */
  readonly inDataUnits: (scores: Points) => Points;
}

/** Checks a request to evaluate a score at points. @throws ArgumentError */
export function planScore({ score, points, sigma }: { score: Score; points: Points; sigma: number }): ScorePlan {
  requirePoints('points', points, dimensionOf(score));
  requirePositive('sigma', sigma);
  const transform = transformIn(score);
  if (!transform) return { score, points, sigma, inDataUnits: (scores) => scores };
  return {
    ...{ score, sigma, points: standardised(points, transform) },
    inDataUnits: (scores) => scoresRestored(scores, transform),
  };
}

function transformIn(score: Score): Transform | undefined {
  if (!isModel(score) || score.transform === undefined) return undefined;
  return transformOf('score.transform', score.transform, score.network.dimension);
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
