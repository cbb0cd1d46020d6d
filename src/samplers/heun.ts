import { ArgumentError, requirePositive } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { type Method, type Stage, stage } from './program.ts';
import { downTheLadder, type End } from './steps_down.ts';

/** How much fresh noise Heun's method adds before its steps (Karras et al. 2022, algorithm 2); none by default. */
export interface Churn {
  /** S_churn, at least 0: with n steps, σ is raised to σ̂ = σ·(1 + γ), γ = min(churn/n, √2 − 1). */
  readonly churn?: number;
  /** S_min, at least 0: levels below it get no noise. */
  readonly churnFrom?: number;
  /** S_max, at least `churnFrom`, and Infinity by default: levels above it get no noise. */
  readonly churnTo?: number;
  /** S_noise, above 0, 1 by default: standard deviation of the normals that are added. */
  readonly churnNoise?: number;
}

/**
 * Heun's method on the probability flow dx/dσ = −σ·s(x, σ), with churn (Karras et al. 2022, algorithm 2). Second order. Two
 * evaluations a step and one for the step to σ = 0: 2N − 1 on N levels, and one more where the first level is churned.
 */
export function heun(options: Churn & { readonly end?: End } = {}): Method {
  requireKeys('method', options, { churn: true, churnFrom: true, churnTo: true, churnNoise: true, end: true });
  const { churn = 0, churnFrom = 0, churnTo = Infinity, churnNoise = 1, end = 'zero' } = options;
  requireChurn({ churn, churnFrom, churnTo, churnNoise });
  return downTheLadder(end, (steps) => {
    const most = Math.min(churn / steps.length, Math.SQRT2 - 1);
    const gammas = steps.map(({ sigma }) => (sigma >= churnFrom && sigma <= churnTo ? most : 0));
    // √(σ̂² − σ²)·S_noise of a step. A stage adds its noise last, so that of the stage before it is in time.
    const added = steps.map(({ sigma }, i) => sigma * Math.sqrt(gammas[i]! * (2 + gammas[i]!)) * churnNoise);
    const stages = steps.flatMap(({ level, sigma, next }, i): Stage[] => {
      const raised = sigma * (1 + gammas[i]!);
      const down = raised - next;
      if (next === 0) return [stage({ sigma: raised, level, b: raised * down })];
      return [
        // Euler's step; m keeps minus half of it.
        stage({ sigma: raised, level, b: raised * down, f: (-raised * down) / 2 }),
        // Half of the first slope is taken back, and half of the slope at σ' takes its place.
        stage({ sigma: next, level, b: (down * next) / 2, c: 1, d: added[i + 1] ?? 0 }),
      ];
    });
    const [first] = steps;
    return first && added[0]! > 0
      ? [stage({ sigma: first.sigma, level: first.level, d: added[0]! }), ...stages]
      : stages;
  });
}

function requireChurn({ churn, churnFrom, churnTo, churnNoise }: Required<Churn>): void {
  requireNotNegative('method.churn', churn);
  requireNotNegative('method.churnFrom', churnFrom);
  if (typeof churnTo !== 'number' || !(churnTo >= churnFrom))
    throw new ArgumentError('method.churnTo', churnTo, `at least method.churnFrom = ${churnFrom}, or Infinity`);
  requirePositive('method.churnNoise', churnNoise);
}

function requireNotNegative(argument: string, given: number): void {
  if (typeof given !== 'number' || !Number.isFinite(given) || given < 0)
    throw new ArgumentError(argument, given, 'a finite number of at least 0');
}
