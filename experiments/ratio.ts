import {
  type Engine,
  type SampleFloor,
  type Score,
  sampleFloor,
  slicedWasserstein,
  type Target,
} from '../src/index.ts';
import { draw, type Sampling } from './learn.ts';

/** Sliced W2 to a target over its floor: the mean over seeds of the sampler, and the standard error of that. */
export interface Ratio {
  readonly mean: number;
  readonly standardError: number;
  readonly evaluations: number;
}

/** Sets of draws that each set of samples is compared with, for a single one may itself be unusual. */
const references = 4;

/** What perfect draws show. */
export function floorOf(target: Target, particles: number): SampleFloor {
  return sampleFloor(target, { samples: particles }, (a, b) => slicedWasserstein(a, b));
}

/** How far samples of a score are from a target, in parts of the floor. Sampling seeds are 1 to `seeds`. */
export async function ratioOf(
  engine: Engine,
  { score, target, floor }: { readonly score: Score; readonly target: Target; readonly floor: SampleFloor },
  sampling: Sampling,
  { particles, seeds }: { readonly particles: number; readonly seeds: number },
): Promise<Ratio> {
  const ratios: number[] = [];
  let evaluations = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = await draw(engine, score, sampling, { particles, seed });
    evaluations = drawn.evaluations;
    let distance = 0;
    for (let i = 0; i < references; i++) {
      const reference = target.sample(particles, { seed: 900_000 + 10 * seed + i });
      distance += slicedWasserstein(drawn.samples, reference) / references;
    }
    ratios.push(distance / floor.mean);
  }
  const mean = ratios.reduce((sum, value) => sum + value, 0) / seeds;
  const variance = ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, seeds - 1);
  return { mean, standardError: Math.sqrt(variance / seeds), evaluations };
}

export function inWords({ mean, standardError }: Ratio): string {
  return `${mean.toFixed(2)} ± ${standardError.toFixed(2)}`;
}
