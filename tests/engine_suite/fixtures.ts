import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import type { Engine } from '../../src/engine.ts';
import { ArgumentError } from '../../src/errors.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { inFloat32 } from '../../src/points.ts';
import { normals, type Stream } from '../../src/random.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import type { Trainer, TrainerOptions } from '../../src/trainer.ts';

export const target = tutorialTarget();
export const ladder = geometric({ from: 2, to: 0.5, levels: 4 });
export const training: TrainerOptions = {
  data: target.sample(50, { seed: 3 }),
  network: mlp({ dimension: 1, hidden: [16] }),
  noise: ladder,
  seed: 11,
};
/** Nine updates at three of four noise levels. */
export const langevin = { perLevel: [2, 3, 0, 4], size: proportional({ epsilon: 0.02 }) };
export const sampling: SamplerOptions = {
  score: target,
  noise: ladder,
  particles: 21,
  seed: 5,
  method: annealedLangevin(langevin),
};
export const plane = gaussianMixture({
  weights: [1, 3],
  means: [
    [1, -1],
    [-2, 0.5],
  ],
  deviations: [0.7, 1.2],
});

/** What a trainer of these options comes to after some steps. */
export async function trained(
  engine: Engine,
  options: TrainerOptions,
  steps = 20,
): Promise<Awaited<ReturnType<typeof stateOf>>> {
  using trainer = await engine.trainer(options);
  await collect(trainer.run({ steps }));
  return await stateOf(trainer);
}

/** Where a sampler of these options leads. */
export async function sampled(engine: Engine, options: SamplerOptions): Promise<Float32Array> {
  using sampler = await engine.sampler(options);
  await collect(sampler.run());
  return inFloat32('samples', await sampler.samples()).values;
}

/** A network of two dimensions without a hidden layer: s = W·(x, σ) + b. */
export const linear = Float32Array.of(-0.5, 0.25, 0.125, -1, 0.75, 0.5, 0.1, -0.2);

export function linearScore(x: readonly number[], sigma: number): number[] {
  return [0, 1].map((o) => [...x, sigma, 1].reduce((sum, value, i) => sum + value * linear[2 * i + o]!, 0));
}

/** The normal of a row of a stream, as random.ts lays them out. */
export function normalOf(
  row: number,
  dimension: number,
  step: number,
  stream: Stream,
  key: readonly [number, number],
): number {
  const quad = new Float64Array(4);
  normals(Math.floor(row / 4), dimension, step, stream, key, quad);
  return quad[row % 4]!;
}

export async function stateOf(trainer: Trainer) {
  return { step: trainer.step, losses: trainer.losses(), parameters: (await trainer.model()).parameters };
}

export async function collect<T>(run: AsyncIterable<T>): Promise<T[]> {
  const reports: T[] = [];
  for await (const report of run) reports.push(report);
  return reports;
}

/** Aborts at the first report, and listens on. */
export async function abortAtFirst(
  run: AsyncIterable<unknown>,
  controller: AbortController,
  reason: Error,
): Promise<void> {
  for await (const _ of run) controller.abort(reason);
}

/** Whether an error is the refusal of an argument. */
export function refusal(argument: string): (error: unknown) => boolean {
  return (error) => error instanceof ArgumentError && error.argument === argument;
}
