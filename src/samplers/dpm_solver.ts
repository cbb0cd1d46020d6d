import { type Method, type Stage, stage } from './program.ts';
import { downTheLadder, type End, endOf, type StepDown } from './steps_down.ts';

/**
 * DPM-Solver++(2M) (Lu et al. 2022b, algorithm 2, with α = 1): a multistep method in h = ln(σ/σ') on the denoised
 * D = x + σ²·s,
 *
 *     x ← q·x + (1 − q)·[(1 + w)·D − w·D_before],    q = σ'/σ = e^(−h),    w = h/(2·h_before).
 *
 * Second order with one evaluation a step; the first step and the step to σ = 0 are of first order (w = 0).
 */
export function dpmSolver(options: { readonly end?: End } = {}): Method {
  return multistep(endOf(options), ({ sigma, next }) => ({
    kept: next / sigma,
    denoised: (sigma - next) / sigma,
    noise: 0,
  }));
}

/**
 * SDE-DPM-Solver++(2M) (Lu et al. 2022b, the second-order multistep solver of their SDE): as `dpmSolver`, with noise,
 *
 *     x ← q²·x + (1 − q²)·[(1 + w)·D − w·D_before] + σ'·√(1 − q²)·z.
 *
 * One evaluation a step; the step to σ = 0 is x ← D.
 */
export function dpmSolverSde(options: { readonly end?: End } = {}): Method {
  return multistep(endOf(options), ({ sigma, next }) => {
    const q = next / sigma;
    const denoised = ((sigma - next) / sigma) * (1 + q);
    return { kept: q ** 2, denoised, noise: next * Math.sqrt(denoised) };
  });
}

/** Factors of x, of the denoised estimate and of z in a step. */
interface Factors {
  readonly kept: number;
  readonly denoised: number;
  readonly noise: number;
}

function multistep(end: End, factorsOf: (step: StepDown) => Factors): Method {
  return downTheLadder(end, (steps) =>
    steps.map((step, i): Stage => {
      const { level, sigma } = step;
      const { kept, denoised, noise } = factorsOf(step);
      const w = extrapolation(step, steps[i - 1]);
      const read = i + 1 < steps.length && extrapolation(steps[i + 1]!, step) !== 0;
      return stage({
        sigma,
        level,
        a: kept + denoised * (1 + w),
        b: denoised * (1 + w) * sigma ** 2,
        // Not −0.
        c: w === 0 ? 0 : -denoised * w,
        d: noise,
        // m keeps D = x + σ²·s for the next step.
        ...(read && { e: 1, f: sigma ** 2 }),
      });
    }),
  );
}

/** w = h/(2·h_before), and 0 in a step of first order. */
function extrapolation({ sigma, next }: StepDown, before: StepDown | undefined): number {
  return before === undefined || next === 0 ? 0 : Math.log(sigma / next) / (2 * Math.log(before.sigma / before.next));
}
