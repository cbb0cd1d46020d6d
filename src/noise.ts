import { ArgumentError, requireInteger, requirePositive } from './errors.ts';
import { isRecord, type Keys, requireKeys } from './require_options.ts';

/** A ladder of noise levels σ₁ > … > σ_L > 0 (Song and Ermon 2019, section 4). */
export interface Noise {
  /** Standard deviations, strictly decreasing. */
  readonly levels: readonly number[];
}

/** Levels given one by one, strictly decreasing. */
export function noise(levels: readonly number[]): Noise {
  requireNoise('levels', { levels });
  return { levels: [...levels] };
}

/** The two ends of a ladder, both of them levels, and how many levels it has (1 to 65,536). */
export interface LadderRange {
  /** The largest σ. */
  readonly from: number;
  /** The smallest σ, below `from`. One level stands for `from` alone, which must equal `to`. */
  readonly to: number;
  readonly levels: number;
}

const rangeKeys: Keys<LadderRange> = { from: true, to: true, levels: true };

/** Geometric ladder: σ_i = from · (to/from)^((i−1)/(levels−1)) (Song and Ermon 2019, section 4). */
export function geometric(range: LadderRange): Noise {
  requireKeys('noise', range, rangeKeys);
  const { from, to, levels } = range;
  return ladder({ from, to, levels }, (part) => from * (to / from) ** part);
}

/**
 * σ_i = (from^(1/ρ) + (i−1)/(levels−1) · (to^(1/ρ) − from^(1/ρ)))^ρ (Karras et al. 2022, equation 5, without its last level of
 * 0, which the samplers add themselves). `rho` is above 0: 1 gives the linear ladder, large ρ the geometric one.
 */
export function karras(range: LadderRange & { readonly rho?: number }): Noise {
  requireKeys('noise', range, { ...rangeKeys, rho: true });
  const { from, to, levels, rho = 7 } = range;
  requirePositive('noise.rho', rho);
  const root = (sigma: number) => sigma ** (1 / rho);
  return ladder({ from, to, levels }, (part) => (root(from) + part * (root(to) - root(from))) ** rho);
}

/** Linear ladder: σ_i = from + (i−1)/(levels−1) · (to − from). */
export function linear(range: LadderRange): Noise {
  requireKeys('noise', range, rangeKeys);
  const { from, to, levels } = range;
  return ladder({ from, to, levels }, (part) => from + part * (to - from));
}

/** A ladder whose ends are exact and whose inner levels are σ(part), part = (i−1)/(levels−1). */
function ladder({ from, to, levels }: LadderRange, sigma: (part: number) => number): Noise {
  requirePositive('noise.from', from);
  requirePositive('noise.to', to);
  requireInteger('noise.levels', levels, 1, 65_536);
  if (levels > 1 ? from <= to : from !== to) {
    throw new ArgumentError(
      'noise.from',
      from,
      levels > 1 ? `above noise.to = ${to}` : `equal to noise.to = ${to} when there is one level`,
    );
  }
  const made = {
    levels: Array.from({ length: levels }, (_, i) =>
      i === 0 ? from : i === levels - 1 ? to : sigma(i / (levels - 1)),
    ),
  };
  // Ends that are too close, or a ρ that is too small, leave no room for the levels between them.
  requireNoise('noise', made);
  return made;
}

/** Refuses levels that are absent, not above zero, not finite or not strictly decreasing. */
export function requireNoise(argument: string, given: Noise): void {
  if (isRecord(given)) requireKeys(argument, given, { levels: true });
  const levels = given?.levels;
  if (!Array.isArray(levels) || levels.length === 0)
    throw new ArgumentError(`${argument}.levels`, levels, 'a list of at least one σ');
  for (const [i, sigma] of levels.entries()) {
    requirePositive(`${argument}.levels[${i}]`, sigma);
    if (i > 0 && sigma >= levels[i - 1]!) {
      throw new ArgumentError(
        `${argument}.levels`,
        levels,
        'strictly decreasing',
        `Level ${i} (${sigma}) is not below level ${i - 1} (${levels[i - 1]}): sort them from the largest σ to the smallest.`,
      );
    }
  }
}
