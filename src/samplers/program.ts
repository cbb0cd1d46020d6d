import { ArgumentError, requireFloat32, requireInteger, squarable, standardiseTheData } from '../errors.ts';
import type { Noise } from '../noise.ts';
import { type Keys, requireKeys } from '../require_options.ts';

/**
 * One update of all particles x, with a memory m of the size of x that begins as zeros, the score s = s(x, σ) and fresh
 * standard normals z:
 *
 *     x ← a·x + b·s + c·m + d·z      and, where e or f is not 0,      m ← e·x + f·s      (with the old x)
 *
 * Every sampler that evaluates the score once a stage is a list of these.
 */
export interface Stage {
  /** σ > 0 at which the score is taken. */
  readonly sigma: number;
  /** Index, from 0, of the noise level that it belongs to, for reports. */
  readonly level: number;
  /** Times that it is taken in a row, each with random numbers of its own. */
  readonly count: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** How particles are taken from where they start to samples: plain data. */
export interface Program {
  readonly stages: readonly Stage[];
  /**
   * σ of the noise that particles are to carry at the start: chains then start from normals that have the mean and the variance
   * of the data with that noise. Absent where chains forget their start, as Langevin dynamics do.
   */
  readonly start?: number;
  /** σ of the noise that the samples still carry; 0 where none is left. */
  readonly end: number;
}

/** A sampler: what it does on a ladder of noise levels. */
export type Method = (noise: Noise) => Program;

const stageKeys: Keys<Stage> = {
  sigma: true,
  level: true,
  count: true,
  a: true,
  b: true,
  c: true,
  d: true,
  e: true,
  f: true,
};

/** A stage with a = 1 and all other factors 0, taken once, unless they are given. */
export function stage(given: Pick<Stage, 'sigma' | 'level'> & Partial<Stage>): Stage {
  requireKeys<Partial<Stage>>('stage', given, stageKeys);
  const made = { count: 1, a: 1, b: 0, c: 0, d: 0, e: 0, f: 0, ...given };
  for (const [name, value] of Object.entries(made)) {
    if (!Number.isFinite(value)) throw new ArgumentError(`stage.${name}`, value, 'a finite number');
  }
  return made;
}

/** Updates in all: the evaluations of the score, and the numbers of the random counter. */
export function totalOf({ stages }: Program): number {
  return stages.reduce((sum, { count }) => sum + count, 0);
}

/**
 * σ of the noise that known coordinates carry where a stage begins: its own, and none where all are done. Within a stage it stays.
 * @param entry index of the stage; that after the last stands for the end
 */
export function sigmaAt({ stages }: Program, entry: number): number {
  return stages[entry]?.sigma ?? 0;
}

/** Whether a stage writes the memory. */
export function writesMemory({ e, f }: Stage): boolean {
  return e !== 0 || f !== 0;
}

/** Whether any stage uses the memory. */
export function usesMemory({ stages }: Program): boolean {
  return stages.some((one) => one.c !== 0 || writesMemory(one));
}

const factors = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/**
 * A checked copy of a program, which may be a user's own, without stages that are taken no times.
 * @throws ArgumentError
 */
export function programOf(argument: string, given: Program): Program {
  if (typeof given !== 'object' || given === null || !Array.isArray(given.stages))
    throw new ArgumentError(
      argument,
      given,
      'a method such as heun(), or a program { stages, end }',
      'stage({ sigma, level, b }) makes a stage.',
    );
  requireKeys(argument, given, { stages: true, start: true, end: true });
  const stages = Array.from(given.stages, (one: Stage, i) => checkedStage(`${argument}.stages[${i}]`, one));
  const total = totalOf({ stages, end: 0 });
  if (total > 0xffff_ffff)
    throw new ArgumentError(
      `${argument}.stages`,
      total,
      'at most 2³² − 1 updates in all, the range of the random counter',
    );
  const { start, end } = given;
  if (start !== undefined) requireSigma(`${argument}.start`, start);
  if (end !== 0) requireSigma(`${argument}.end`, end, '0, or ');
  stages.forEach(({ level }, i) => {
    if (level < (stages[i - 1]?.level ?? 0))
      throw new ArgumentError(`${argument}.stages[${i}].level`, level, 'no lower than that of the stage before it');
  });
  return { stages: stages.filter(({ count }) => count > 0), ...(start !== undefined && { start }), end };
}

function checkedStage(argument: string, given: Stage): Stage {
  if (typeof given !== 'object' || given === null)
    throw new ArgumentError(argument, given, 'a stage', 'stage({ sigma, level, b }) makes one.');
  requireKeys(argument, given, stageKeys);
  const { sigma, level, count } = given;
  requireSigma(`${argument}.sigma`, sigma);
  requireInteger(`${argument}.level`, level, 0, 0xffff_ffff);
  requireInteger(`${argument}.count`, count, 0, 0xffff_ffff);
  for (const name of factors) {
    requireFloat32(`${argument}.${name}`, given[name]);
  }
  const { a, b, c, d, e, f } = given;
  return { sigma, level, count, a, b, c, d, e, f };
}

/** σ whose square, too, float32 holds. */
function requireSigma(argument: string, sigma: number, besides = ''): void {
  const { least, most } = squarable;
  if (typeof sigma === 'number' && sigma >= least && sigma <= most) return;
  throw new ArgumentError(argument, sigma, `${besides}from ${least} to ${most}`, standardiseTheData);
}
