import { type Method, type Stage, stage } from './program.ts';
import { downTheLadder, type End, endOf, removedVariance, type StepDown } from './steps_down.ts';

/**
 * Ancestral sampling of the variance-exploding chain (Song et al. 2021, appendix F):
 * x ← x + (σ² − σ'²)·s + √(σ'²·(σ² − σ'²)/σ²)·z. One evaluation a step; the step to σ = 0 has no noise.
 */
export function ancestral(options: { readonly end?: End } = {}): Method {
  return downTheLadder(endOf(options), (steps) => steps.map(ancestralStage));
}

/** One step of ancestral sampling, which `repaint` may take too. */
export function ancestralStage(step: StepDown): Stage {
  const { level, sigma, next } = step;
  const removed = removedVariance(step);
  return stage({ sigma, level, b: removed, d: (next / sigma) * Math.sqrt(removed) });
}
