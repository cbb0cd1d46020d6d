import type { MethodName } from '../../methods.ts';
import { brief } from './shown.ts';

/** What is known of a sampler that errs. */
export interface SamplerSetup {
  readonly method: MethodName;
  /** σ of each level that is descended. */
  readonly levels: readonly number[];
  /** Of Langevin dynamics: steps a level, and their size over σ². */
  readonly perLevel: number;
  readonly share: number;
}

/** Levels that a sampler wants at least, to be near its limit of many: docs/samplers.md. */
const fewest: Readonly<Record<Exclude<MethodName, 'langevin'>, number>> = {
  ...{ heun: 12, 'dpm-solver': 12, euler: 36 },
  ...{ 'dpm-solver-sde': 20, ancestral: 36, 'reverse-diffusion': 36, 'predictor-corrector': 24 },
};

/** A ladder whose levels are further apart than this loses particles between one level and the next. */
const widestRatio = 1.5;

/** Where particles take the wrong mode: how far it is to the nearest other, and between the farthest two. */
interface Modes {
  readonly nearest: number;
  readonly widest: number;
}

/**
 * What of a sampler most likely makes its samples wrong, as the end of a sentence; undefined where nothing stands out.
 * @param modes where particles take the wrong one
 */
export function samplerFault(setup: SamplerSetup, modes?: Modes): string | undefined {
  const fault = setup.method === 'langevin' ? langevinFault(setup, modes) : tooFew(setup.method, setup.levels.length);
  const first = setup.levels[0]!;
  if (fault || !modes || first >= modes.widest / 2) return fault;
  return `the largest σ, ${brief(first)}, is less than half the distance of the farthest modes, ${brief(modes.widest)}, so it does not hide which mode a particle is near`;
}

function langevinFault({ levels, perLevel, share }: SamplerSetup, modes: Modes | undefined): string | undefined {
  if (share > 0.5) return `Langevin steps of ${brief(share)}·σ² are too long: take 0.1·σ²`;
  if (share * perLevel < 1)
    return `${perLevel} ${perLevel === 1 ? 'step' : 'steps'} a level of ${brief(share)}·σ² each are too few or too small: together they should come to σ² or more`;
  const gap = widestGap(levels, modes && [modes.nearest / 4, modes.nearest / 2]);
  if (gap === undefined) return undefined;
  const where = modes ? ', where the modes part' : '';
  return `too few levels between σ = ${brief(gap[0])} and ${brief(gap[1])}${where}: each is ${brief(gap[0] / gap[1])} times the next`;
}

function tooFew(method: Exclude<MethodName, 'langevin'>, levels: number): string | undefined {
  if (levels >= fewest[method]) return undefined;
  return `${levels} ${levels === 1 ? 'level is' : 'levels are'} too few for this sampler: give it ${fewest[method]} or more`;
}

/** The two neighbouring levels of the largest ratio above what is good, among those that reach into a range. */
function widestGap(
  levels: readonly number[],
  range: readonly [number, number] | undefined,
): [number, number] | undefined {
  const [from, to] = range ?? [0, Number.POSITIVE_INFINITY];
  let widest: [number, number] | undefined;
  for (const [i, low] of levels.slice(1).entries()) {
    const high = levels[i]!;
    if (high < from || low > to || high / low <= widestRatio) continue;
    if (!widest || high / low > widest[0] / widest[1]) widest = [high, low];
  }
  return widest;
}
