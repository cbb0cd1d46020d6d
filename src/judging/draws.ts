import type { Target } from '../distributions/distribution.ts';
import type { Points } from '../points.ts';
import type { Goal, NoiseDeviation } from './goal.ts';

/** Sets of draws that samples are compared with, for a single one may itself be unusual. */
export const references = 4;

/** Sets of draws that are judged as the samples are: their floor. */
export const repeats = 8;

/** Far from the seeds that data are likely to have; the floors begin as far from these. */
export const referenceSeed = 900_000;
const perfectSeed = 1_000_000;

/** What samples are compared with, and what is compared with that in their place. */
export interface Draws {
  /** The data themselves where there are data and samples carry no noise, and else draws, as many as samples. */
  readonly references: readonly Points[];
  /** What perfect samplers would give, as many as samples. */
  readonly perfect: readonly Points[];
}

/**
 * The draws of a goal, with so much noise added. Samples and perfect sets are compared with the same references, so that they
 * would differ by chance alone if the samples were perfect.
 * @param target the goal with its noise.
 */
export function drawsFor(
  target: Target,
  { goal, sigma, count }: { goal: Goal; sigma: NoiseDeviation; count: number },
  report: (done: number) => void,
): Draws {
  const drawn = (sets: number, seed: number, before: number): Points[] =>
    Array.from({ length: sets }, (_, i) => {
      const set = target.sample(count, { seed: seed + i });
      report((before + i + 1) / (references + repeats));
      return set;
    });
  const given = sigma === 0 && 'data' in goal ? [goal.data] : drawn(references, referenceSeed, 0);
  return { references: given, perfect: drawn(repeats, perfectSeed, references) };
}
