import type { Engine } from '../engine.ts';
import type { Model } from '../network.ts';
import { proportional } from '../noise.ts';
import type { Points } from '../points.ts';
import { sampleInChunks } from '../sample_in_chunks.ts';
import { count } from '../tutorial/numbers.ts';
import { advisedEpsilon, type WalkRequest } from './options/method.ts';
import type { Progress } from './terminal/progress.ts';

/** A walk with nothing left open. */
export interface Walk extends WalkRequest {
  readonly epsilon: number;
  readonly initial: number;
}

export function walkFor({ noise }: Model, request: WalkRequest): Walk {
  return {
    ...request,
    epsilon: request.epsilon ?? advisedEpsilon(noise, request.stepsPerLevel),
    initial: request.initial ?? noise.levels[0]!,
  };
}

/** How many samples are drawn, and how many of them at a time. */
export interface Amount {
  readonly particles: number;
  readonly chunk: number;
}

export interface Listeners {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Draws samples a chunk at a time, moving one bar over all of them. @throws the signal's reason once it is aborted */
export function drawChunks(
  engine: Engine,
  model: Model,
  { particles, chunk }: Amount,
  { stepsPerLevel, epsilon, initial, denoise, seed }: Walk,
  { progress, signal }: Listeners,
): AsyncGenerator<Points, void, undefined> {
  const levels = model.noise.levels.length;
  const chunks = Math.ceil(particles / chunk);
  progress.begin('sampling', 1000);
  return sampleInChunks(
    engine,
    {
      ...{ score: model, particles, denoise, seed, initial: { deviation: initial } },
      steps: { perLevel: stepsPerLevel, size: proportional({ epsilon }) },
    },
    {
      ...{ chunk, signal },
      // About a hundred moves of the bar in all.
      reportEvery: Math.max(1, Math.floor((levels * stepsPerLevel * chunks) / 100)),
      onProgress({ drawn, walk, share }) {
        const level = `noise level ${walk.level + 1} of ${levels}`;
        progress.advance(1000 * share, chunks === 1 ? level : `${count(drawn)} of ${count(particles)}, ${level}`);
      },
    },
  );
}

/** All samples in one piece. @throws the signal's reason once it is aborted */
export async function drawSamples(
  engine: Engine,
  model: Model,
  amount: Amount,
  walk: Walk,
  listeners: Listeners,
): Promise<Points> {
  const { dimension } = model.network;
  const values = new Float32Array(amount.particles * dimension);
  let filled = 0;
  for await (const part of drawChunks(engine, model, amount, walk, listeners)) {
    values.set(part.values, filled);
    filled += part.values.length;
  }
  return { values, shape: [amount.particles, dimension] };
}
