import type { Engine } from './engine.ts';
import { particlesOfSeed, requireFirstParticle, requireForParticles } from './engines/plan/sampling.ts';
import { ArgumentError, requireInteger } from './errors.ts';
import { checkedScore, fieldOf } from './fields/index.ts';
import { halfAsMany } from './half_as_many.ts';
import { knownRows, observedOf } from './known.ts';
import { type Points, requirePoints, rowsOf } from './points.ts';
import { isRecord, requireFunction, requireKeys, requireMethods } from './require_options.ts';
import type { SamplerOptions, SamplingProgress } from './sampler.ts';

export interface ChunkOptions {
  /** Particles that are drawn and held at a time, a multiple of 4; as many as keep the engine busy unless given. */
  readonly chunk?: number;
  /** Updates of a chunk from one report to the next; once a level unless given. */
  readonly reportEvery?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ChunkProgress) => void;
}

/** How far many particles have come that are drawn in chunks. */
export interface ChunkProgress {
  /** Particles in the chunks before the present one. */
  readonly drawn: number;
  /** Where the present chunk stands. */
  readonly run: SamplingProgress;
  /** Share of the whole work that is done, from 0 to 1. */
  readonly share: number;
}

/**
 * Draws any number of particles, at most 2³⁴, a chunk at a time, with memory for one chunk: points [chunk, dimension] in
 * order, the last of them as many as are left. Particle i is the same whatever the size of the chunks. Starting points and known
 * coordinates that the options give a particle are given for all particles. Where there is no memory for a chunk, it and those after it are
 * half as large. An aborted signal ends it within a submission by
 * throwing the signal's reason.
 * @throws ArgumentError on bad options, SamplingDivergedError when particles stop being finite.
 */
export async function* sampleInChunks(
  engine: Engine,
  options: SamplerOptions,
  chunking: ChunkOptions = {},
): AsyncGenerator<Points, void, undefined> {
  requireMethods('engine', engine, ['sampler'], 'what createEngine() gave');
  if (!isRecord(options)) throw new ArgumentError('options', options, 'those of a sampler');
  requireKeys('', chunking, { chunk: true, reportEvery: true, signal: true, onProgress: true });
  const { chunk, ...listeners } = chunking;
  if (listeners.onProgress !== undefined) requireFunction('onProgress', listeners.onProgress, '(progress) => void');
  const { score, particles, outOf = particles, firstParticle = 0, initial, known } = options;
  const checked = checkedScore('score', score);
  const described = fieldOf(score).describe(checked, fieldOf);
  const { dimension } = described;
  requireInteger('particles', particles, 1, particlesOfSeed);
  requireFirstParticle(firstParticle, particles);
  requireForParticles('score', described, particles);
  const given = typeof initial === 'object' && initial !== null && 'values' in initial ? initial : undefined;
  if (given) requirePoints('initial', given, dimension);
  if (given && given.shape[0] !== particles)
    throw new ArgumentError('initial.shape', given.shape, `[${particles}, ${dimension}], a row for each particle`);
  // All of them at once, so that a refusal names the row of the whole.
  if (known !== undefined) observedOf('known', known, { particles, dimension });
  let size = chunk ?? defaultChunk(engine, dimension);
  requireChunk('chunk', size);
  for (let drawn = 0; drawn < particles; ) {
    const count = Math.min(size, particles - drawn);
    const own = fieldOf(score).part(checked, drawn, count, fieldOf);
    const part: SamplerOptions = {
      ...options,
      score: own,
      particles: count,
      outOf,
      firstParticle: firstParticle + drawn,
    };
    const rows = {
      ...(given && { initial: rowsOf(given, drawn, count) }),
      ...(known && { known: knownRows(known, drawn, count, { particles, dimension }) }),
    };
    let points: Points;
    try {
      points = await drawChunk(engine, { ...part, ...rows }, listeners, { drawn, particles });
    } catch (error) {
      size = halfAsMany(count, error);
      continue;
    }
    yield points;
    drawn += count;
  }
}

/** Refuses sizes of chunks that would cut a quad. @throws ArgumentError */
export function requireChunk(argument: string, chunk: number): void {
  if (Number.isSafeInteger(chunk) && chunk > 0 && chunk % 4 === 0) return;
  throw new ArgumentError(argument, chunk, 'a multiple of 4, above 0', 'Particles are drawn four at a time.');
}

/** Draws one chunk; what it took on the device is free again when its samples are here. */
async function drawChunk(
  engine: Engine,
  options: SamplerOptions,
  { onProgress, ...listened }: Omit<ChunkOptions, 'chunk'>,
  { drawn, particles }: { drawn: number; particles: number },
): Promise<Points> {
  using sampler = await engine.sampler(options);
  for await (const run of sampler.run(listened)) {
    onProgress?.({ drawn, run, share: (drawn + (options.particles * run.completed) / run.total) / particles });
  }
  return await sampler.samples();
}

/** Particles that keep an engine busy at a time, a multiple of 4. */
export function defaultChunk(engine: Engine, dimension: number): number {
  return Math.max(4, 4 * Math.floor(engine.busyParticles(dimension) / 4));
}
