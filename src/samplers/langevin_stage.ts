import { type Stage, stage } from './program.ts';

/** `count` steps of Langevin dynamics of step size τ in a row: x ← x + τ·s(x, σ) + √(2τ)·z. */
export function langevinStage({
  sigma,
  level,
  count,
  size,
}: Pick<Stage, 'sigma' | 'level' | 'count'> & { readonly size: number }): Stage {
  return stage({ sigma, level, count, b: size, d: Math.sqrt(2 * size) });
}
