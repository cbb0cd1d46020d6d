import type { Engine } from '../engine.ts';
import type { Model } from '../network.ts';
import { proportional } from '../noise.ts';
import type { Points } from '../points.ts';
import type { Progress } from './progress.ts';
import { advisedEpsilon, type WalkRequest } from './walk_options.ts';

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

/** Draws samples, moving the bar. @throws the signal's reason once it is aborted */
export async function drawSamples(
  engine: Engine,
  model: Model,
  particles: number,
  { stepsPerLevel, epsilon, initial, denoise, seed }: Walk,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Points> {
  const sampler = await engine.sampler({
    ...{ score: model, particles, denoise, seed, initial: { deviation: initial } },
    steps: { perLevel: stepsPerLevel, size: proportional({ epsilon }) },
  });
  try {
    progress.begin('sampling', sampler.total);
    const reportEvery = Math.max(1, Math.floor(sampler.total / 100));
    for await (const { completed, level } of sampler.run({ reportEvery, signal }))
      progress.advance(completed, `noise level ${level + 1} of ${model.noise.levels.length}`);
    return await sampler.samples();
  } finally {
    sampler.dispose();
  }
}
