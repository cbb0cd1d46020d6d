import { ArgumentError, requireInteger } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { langevinStage } from './langevin_stage.ts';
import type { Method } from './program.ts';
import { reverseDiffusionStage } from './reverse_diffusion.ts';
import { downTheLadder, type End } from './steps_down.ts';

/**
 * Predictor–corrector sampling (Song et al. 2021, algorithm 2): at each level Langevin steps, the corrector, and then a step of
 * reverse diffusion down to the next, the predictor, in the order of the authors' code (the paper has the predictor first).
 * N·(1 + corrections) evaluations on N levels.
 *
 * The step size is τ = 2·(r·σ)², r the signal-to-noise ratio: their algorithm 4 has 2·(r·‖z‖/‖s‖)², where ‖z‖/‖s‖ ≈ σ.
 */
export function predictorCorrector(
  options: {
    /** Langevin steps at each level, from 0, which is reverse diffusion alone. */
    readonly corrections?: number;
    /** r, above 0 and below 1: at 1 the Langevin step no longer contracts. */
    readonly snr?: number;
    readonly end?: End;
  } = {},
): Method {
  requireKeys('method', options, { corrections: true, snr: true, end: true });
  const { corrections = 1, snr = 0.16, end = 'zero' } = options;
  requireInteger('method.corrections', corrections, 0, 0xffff_ffff);
  if (typeof snr !== 'number' || !(snr > 0 && snr < 1))
    throw new ArgumentError('method.snr', snr, 'above 0 and below 1', 'Song et al. 2021 take 0.16 for images.');
  return downTheLadder(end, (steps) =>
    steps.flatMap((step) => {
      const { level, sigma } = step;
      const predictor = reverseDiffusionStage(step);
      return corrections === 0
        ? [predictor]
        : [langevinStage({ sigma, level, count: corrections, size: 2 * (snr * sigma) ** 2 }), predictor];
    }),
  );
}
