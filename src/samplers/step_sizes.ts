import { requirePositive } from '../errors.ts';
import type { Noise } from '../noise.ts';
import { requireKeys } from '../require_options.ts';

/** Gives the Langevin step size τ_i of every level; the update is x ← x + τ·s(x, σ) + √(2τ)·z. */
export type StepSizes = (noise: Noise) => number[];

/** The same step size at every level, as in the tutorial. */
export function constant(options: { size: number }): StepSizes {
  requireKeys('method.size', options, { size: true });
  const { size } = options;
  requirePositive('method.size', size);
  return ({ levels }) => levels.map(() => size);
}

/** τ_i = epsilon · σ_i²/σ_L² (Song and Ermon 2019, algorithm 1, whose α_i = 2·τ_i). */
export function proportional(options: { epsilon: number }): StepSizes {
  requireKeys('method.size', options, { epsilon: true });
  const { epsilon } = options;
  requirePositive('method.size.epsilon', epsilon);
  return ({ levels }) => levels.map((sigma) => epsilon * (sigma / levels.at(-1)!) ** 2);
}
