import type { Engine } from './engine.ts';
import { particlesOfSeed, requireFirstParticle, requireForParticles } from './engines/plan/sampling.ts';
import { ArgumentError, requireInteger } from './errors.ts';
import { combination } from './fields/combination.ts';
import { checkedScore, fieldOf } from './fields/index.ts';
import type { Combination } from './fields/score.ts';
import { knownRows, observedOf } from './known.ts';
import { type Model, mlp, requireModel } from './network.ts';
import { type Points, requirePoints, rowsOf } from './points.ts';
import { isRecord, requireFunction, requireKeys, requireMethods } from './require_options.ts';
import { type ChunkOptions, sampleInChunks } from './sample_in_chunks.ts';
import type { SamplerOptions } from './sampler.ts';

/** The mean of the scores of networks, to be sampled or evaluated like any other score. @throws ArgumentError */
export function ensembleScore(models: readonly Model[]): Combination {
  requireModels(models, 1);
  return combination(models.map((score) => ({ score, weight: 1 / models.length })));
}

/** What networks say of the score at some points: [count, dimension] each, in float64. */
export interface ScoreSpread {
  readonly mean: Points;
  /** Standard deviation of a network's score about the mean, by n − 1: how much is not known of the score there. */
  readonly deviation: Points;
}

/**
 * Mean and standard deviation of the scores of two or more networks, such as `ensemble.models()` gives, at every point. Points,
 * σ and scores are as in `engine.score`. @throws ArgumentError
 */
export async function scoreSpread(
  engine: Engine,
  options: { readonly models: readonly Model[]; readonly points: Points; readonly sigma: number },
): Promise<ScoreSpread> {
  requireMethods('engine', engine, ['score'], 'what createEngine() gave');
  requireKeys('', options, { models: true, points: true, sigma: true });
  const { models, points, sigma } = options;
  requireModels(models, 2);
  let mean = new Float64Array();
  let squares = new Float64Array();
  let shape: Points['shape'] = [0, 0];
  for (const [m, score] of models.entries()) {
    const scores = await engine.score({ score, points, sigma });
    if (m === 0) {
      shape = scores.shape;
      mean = new Float64Array(scores.values.length);
      squares = new Float64Array(scores.values.length);
    }
    // Means and squares are moved from one to the next, so that nothing cancels (Welford 1962).
    scores.values.forEach((value, i) => {
      const before = value - mean[i]!;
      mean[i]! += before / (m + 1);
      squares[i]! += before * (value - mean[i]!);
    });
  }
  const deviation = squares.map((square) => Math.sqrt(square / (models.length - 1)));
  return { mean: { values: mean, shape }, deviation: { values: deviation, shape } };
}

/** As those of a sampler, of several networks. */
export interface EnsembleSamplerOptions extends Omit<SamplerOptions, 'score'> {
  readonly models: readonly Model[];
}

/**
 * Draws particles from several networks, as nearly as many from each: those of the first network, then those of the second, and so
 * on, in chunks as `sampleInChunks` draws them. Particle i is that of its network alone with the same seed and index, so no two
 * networks share random numbers. @throws ArgumentError on bad options, SamplingDivergedError when particles stop being finite.
 */
export async function* sampleEnsemble(
  engine: Engine,
  options: EnsembleSamplerOptions,
  chunking: ChunkOptions = {},
): AsyncGenerator<Points, void, undefined> {
  if (!isRecord(options)) throw new ArgumentError('options', options, 'those of a sampler, with models for its score');
  const { models, ...others } = options;
  requireModels(models, 1);
  const { particles, firstParticle = 0, initial, known } = others;
  requireInteger('particles', particles, 1, particlesOfSeed);
  requireFirstParticle(firstParticle, particles);
  const given = isRecord(initial) && 'values' in initial ? initial : undefined;
  const { dimension } = mlp(models[0]!.network);
  if (given) requirePoints('initial', given, dimension);
  if (given && given.shape[0] !== particles)
    throw new ArgumentError('initial.shape', given.shape, `of ${particles} rows, one for each particle`);
  if (known !== undefined) observedOf('known', known, { particles, dimension });
  requireKeys('', chunking, { chunk: true, reportEvery: true, signal: true, onProgress: true });
  const { onProgress, ...rest } = chunking;
  if (onProgress !== undefined) requireFunction('onProgress', onProgress, '(progress) => void');
  // Whole quads, in which particles share random numbers.
  const quads = Math.ceil(particles / 4);
  const startOf = (m: number) => Math.min(particles, 4 * Math.floor((m * quads) / models.length));
  for (const [m, score] of models.entries()) {
    const start = startOf(m);
    const count = startOf(m + 1) - start;
    if (count === 0) continue;
    const rows = {
      ...(given && { initial: rowsOf(given, start, count) }),
      ...(known && { known: knownRows(known, start, count, { particles, dimension }) }),
    };
    const own = checkedScore(`models[${m}]`, score);
    requireForParticles(`models[${m}]`, fieldOf(own).describe(own, fieldOf), particles);
    const part = {
      ...others,
      ...rows,
      score: fieldOf(own).part(own, start, count, fieldOf),
      particles: count,
      firstParticle: firstParticle + start,
    };
    yield* sampleInChunks(engine, part, {
      ...rest,
      ...(onProgress && {
        onProgress: ({ drawn, run, share }) =>
          onProgress({ drawn: start + drawn, run, share: (start + share * count) / particles }),
      }),
    });
  }
}

function requireModels(models: readonly Model[], least: number): void {
  if (!Array.isArray(models) || models.length < least)
    throw new ArgumentError('models', models, `a list of at least ${least} models, such as ensemble.models() gives`);
  for (const model of models) requireModel(model);
}
