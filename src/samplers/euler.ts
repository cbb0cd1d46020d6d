import { type Method, stage } from './program.ts';
import { downTheLadder, type End, endOf } from './steps_down.ts';

/**
 * Euler's method on the probability flow dx/dσ = −σ·s(x, σ) (Karras et al. 2022, equation 1 with σ(t) = t), which is DDIM
 * without noise (Song, Meng and Ermon 2021, equation 12 with σ_t = 0). First order, one evaluation a step.
 */
export function euler(options: { readonly end?: End } = {}): Method {
  return downTheLadder(endOf(options), (steps) =>
    steps.map(({ level, sigma, next }) => stage({ sigma, level, b: sigma * (sigma - next) })),
  );
}
