import { requireOneOf } from '../errors.ts';
import { type Noise, requireNoise } from '../noise.ts';
import { requireKeys } from '../require_options.ts';
import type { Method, Stage } from './program.ts';

/**
 * Where a sampler stops on a ladder of N levels: after N steps, the last a first-order step from σ_N to σ = 0, or after N − 1
 * steps at σ_N, so that a ladder of one level has none.
 */
export type End = 'zero' | 'last';

/** Where a sampler stops that has no other option. @throws ArgumentError when it is given one */
export function endOf(options: { readonly end?: End }): End {
  requireKeys('method', options, { end: true });
  const { end = 'zero' } = options;
  return end;
}

/** A step from one noise level down to the next. */
export interface StepDown {
  /** Index, from 0, of the level that it starts at. */
  readonly level: number;
  readonly sigma: number;
  /** σ that it ends at: that of the next level, or 0. */
  readonly next: number;
}

/**
 * A sampler that starts with the noise of the first level and goes down the ladder step by step.
 * @param stagesOf the stages of all steps, in order
 */
export function downTheLadder(end: End, stagesOf: (steps: readonly StepDown[]) => Stage[]): Method {
  requireOneOf('method.end', end, ['zero', 'last']);
  return (noise) => {
    requireNoise('noise', noise);
    const levels = noise.levels;
    return {
      stages: stagesOf(stepsDown(noise, end)),
      start: levels[0]!,
      end: end === 'zero' ? 0 : levels.at(-1)!,
    };
  };
}

function stepsDown({ levels }: Noise, end: End): StepDown[] {
  const steps = levels.map((sigma, level) => ({ level, sigma, next: levels[level + 1] ?? 0 }));
  return end === 'zero' ? steps : steps.slice(0, -1);
}

/** Variance that a step removes, σ² − σ'², without the cancellation of the two squares. */
export function removedVariance({ sigma, next }: StepDown): number {
  return (sigma - next) * (sigma + next);
}
