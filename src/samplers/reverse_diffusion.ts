import { type Method, type Stage, stage } from './program.ts';
import { downTheLadder, type End, endOf, removedVariance, type StepDown } from './steps_down.ts';

/**
 * Reverse diffusion of the variance-exploding SDE (Song et al. 2021, appendix E): x ← x + (σ² − σ'²)·s + √(σ² − σ'²)·z. One
 * evaluation a step; the step to σ = 0 has no noise.
 */
export function reverseDiffusion(options: { readonly end?: End } = {}): Method {
  return downTheLadder(endOf(options), (steps) => steps.map(reverseDiffusionStage));
}

/** One step of reverse diffusion, which `predictorCorrector` and `repaint` take too. */
export function reverseDiffusionStage(step: StepDown): Stage {
  const { level, sigma, next } = step;
  const removed = removedVariance(step);
  return stage({ sigma, level, b: removed, d: next === 0 ? 0 : Math.sqrt(removed) });
}
