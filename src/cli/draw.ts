import { bestStep } from '../advisor.ts';
import type { Engine } from '../engine.ts';
import { fieldOf } from '../fields/index.ts';
import type { Score } from '../fields/score.ts';
import { geometric, karras, linear, type Noise } from '../noise.ts';
import type { Points } from '../points.ts';
import { sampleInChunks } from '../sample_in_chunks.ts';
import type { SamplerOptions } from '../sampler.ts';
import { type Method, totalOf } from '../samplers/program.ts';
import { wantsFloat64 } from '../transform.ts';
import { count, significant } from '../tutorial/numbers.ts';
import { interruptionLines } from './engine_words.ts';
import { UsageError } from './exit.ts';
import { methodNamed, type SamplingRequest } from './options/method.ts';
import type { Progress } from './terminal/progress.ts';

/** A sampling run with nothing left open. */
export interface Sampling {
  readonly score: Score;
  /** Where it is another for other particles: that of so many from the first on. */
  readonly scoreOf?: (first: number, particles: number) => Score;
  readonly noise: Noise;
  readonly method: Method;
  readonly initial?: SamplerOptions['initial'];
  readonly seed: number;
  /** σ of the noise that its samples carry, in the units of the score. */
  readonly end: number;
  /** What a user should know of it, a line each. */
  readonly notes: readonly string[];
  /** What it does, for people, and as data. */
  readonly words: string;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** What to say of a run that starts without knowing the mean of the data, which matters where chains do not forget it. */
const blindStart =
  'note: this model, of an earlier release, does not say the mean and the deviation of its data: particles start as normals of the first noise level alone; train it again for better samples';

/** How samples of a score, made for these noise levels, are drawn on request. @throws UsageError */
export function samplingFor(
  { score, noise: own }: { readonly score: Score; readonly noise: Noise },
  request: SamplingRequest,
): Sampling {
  const described = fieldOf(score).describe(score, fieldOf);
  const noise = ladderFor(own, request);
  const { method: name, settings, seed } = request;
  const epsilon = settings.epsilon ?? (name === 'langevin' ? advisedEpsilon(noise, settings.stepsPerLevel) : 1);
  const method = methodNamed(name, { ...settings, epsilon });
  const program = method(noise);
  const [from, to] = [noise.levels[0]!, noise.levels.at(-1)!];
  // Langevin dynamics forget their start; that of the library is as wide as the tutorial's data.
  const deviation = request.initial ?? (program.start === undefined ? from : undefined);
  const evaluations = totalOf(program);
  const { levels } = noise;
  const ladder =
    levels.length === 1
      ? `σ = ${significant(from)}`
      : `${levels.length} levels from σ = ${significant(from)} to ${significant(to)}`;
  return {
    ...{ score, noise, method, seed, end: program.end },
    ...(deviation !== undefined && { initial: { deviation } }),
    notes: [
      ...(deviation === undefined && described.moments === undefined ? [blindStart] : []),
      ...(described.noise ? outsideOf(described.noise, noise) : []),
    ],
    words: `${name}, ${ladder}, ${count(evaluations)} evaluations`,
    summary: {
      ...{ method: name, levels: levels.length, from, to, evaluations, end: program.end },
      ...(name === 'repaint' && { resamplings: settings.resamplings }),
      ...(name === 'langevin' && { stepsPerLevel: settings.stepsPerLevel, epsilon, denoise: settings.denoise }),
      ...(deviation !== undefined && { initial: deviation }),
      seed,
    },
  };
}

/** Noise levels unless said: with 32 the default method gets modes of a hundredth of the data right, see docs/samplers.md. */
const defaultLevels = 32;

/** Says where a ladder leaves the noise levels that a network was trained for. */
function outsideOf({ levels: known }: Noise, { levels }: Noise): string[] {
  const [most, least] = [known[0]!, known.at(-1)!];
  // Levels of a file are rounded as they are written.
  if (levels[0]! <= 1.001 * most && levels.at(-1)! >= 0.999 * least) return [];
  return [
    `note: the network was trained for noise levels from σ = ${significant(most)} to ${significant(least)}; beyond, its score is a guess`,
  ];
}

/** The ladder that was asked for; of Langevin dynamics the score's own, of others one between the same ends. */
function ladderFor({ levels: own }: Noise, { method, levels, sigmas, spacing }: SamplingRequest): Noise {
  const asked = levels !== undefined || sigmas !== undefined || spacing !== undefined;
  if (!asked && (method === 'langevin' || own.length === 1)) return { levels: own };
  const unlessSaid = method === 'langevin' ? own.length : defaultLevels;
  const range = { from: own[0]!, to: own.at(-1)!, ...sigmas, levels: levels ?? unlessSaid };
  if (range.levels === 1) {
    if (sigmas && sigmas.from !== sigmas.to)
      throw new UsageError(
        '--levels: one level has no range; give --sigmas the same number twice, or give more levels',
      );
    return { levels: [range.from] };
  }
  if (range.from === range.to)
    throw new UsageError(
      sigmas
        ? '--sigmas: FROM and TO are equal, which is one level: give --levels 1, or a range'
        : '--sigmas FROM,TO is missing: the model has one noise level alone',
    );
  const spaced = { karras, geometric, linear }[spacing ?? (method === 'langevin' ? 'geometric' : 'karras')];
  return spaced(range);
}

/** The step size that leaves least of the level before, where it is the most that any two levels are apart. */
export function advisedEpsilon({ levels }: Noise, stepsPerLevel: number): number {
  const ratios = levels.slice(1).map((sigma, i) => levels[i]! / sigma);
  // A single level has nothing before it; any ratio gives it a step of ordinary size.
  const ratio = ratios.length === 0 ? 1.5 : Math.max(...ratios);
  return bestStep(ratio, stepsPerLevel).share * levels.at(-1)! ** 2;
}

/** How many samples are drawn, and how many of them at a time. */
interface Amount {
  readonly particles: number;
  readonly chunk: number;
  /** The first of them among all, and how many all are; they are all unless given. */
  readonly first?: number;
  readonly outOf?: number;
}

interface Listeners {
  readonly progress: Pick<Progress, 'begin' | 'advance' | 'print'>;
  readonly signal: AbortSignal;
}

/** Draws samples a chunk at a time, moving one bar over all of them. @throws the signal's reason once it is aborted */
export function drawChunks(
  engine: Engine,
  { score, scoreOf, noise, method, initial, seed }: Sampling,
  { particles, chunk, first = 0, outOf = particles }: Amount,
  { progress, signal }: Listeners,
): AsyncGenerator<Points, void, undefined> {
  const levels = noise.levels.length;
  const chunks = Math.ceil(particles / chunk);
  const updates = totalOf(method(noise));
  progress.begin('sampling', 1000);
  return sampleInChunks(
    engine,
    {
      score: scoreOf?.(first, particles) ?? score,
      noise,
      method,
      particles,
      firstParticle: first,
      outOf,
      seed,
      ...(initial && { initial }),
    },
    {
      ...{ chunk, signal },
      // About a hundred moves of the bar in all, though each should be worth the wait for the device.
      reportEvery: Math.max(Math.ceil(updates / 10), Math.floor((updates * chunks) / 100)),
      onProgress({ drawn, run, share }) {
        for (const line of interruptionLines(run.interruptions, 'update')) progress.print(line, process.stderr);
        const level = `noise level ${run.level + 1} of ${levels}`;
        progress.advance(1000 * share, chunks === 1 ? level : `${count(drawn)} of ${count(particles)}, ${level}`);
      },
    },
  );
}

/** All samples in one piece. @throws the signal's reason once it is aborted */
export async function drawSamples(
  engine: Engine,
  sampling: Sampling,
  amount: Amount,
  listeners: Listeners,
): Promise<Points> {
  const { dimension, transform } = fieldOf(sampling.score).describe(sampling.score, fieldOf);
  const size = amount.particles * dimension;
  const values = transform && wantsFloat64(transform) ? new Float64Array(size) : new Float32Array(size);
  let filled = 0;
  for await (const part of drawChunks(engine, sampling, amount, listeners)) {
    values.set(part.values, filled);
    filled += part.values.length;
  }
  return { values, shape: [amount.particles, dimension] };
}
