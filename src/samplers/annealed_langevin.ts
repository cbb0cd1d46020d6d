import { ArgumentError, requireInteger, requirePositive } from '../errors.ts';
import { type Noise, requireNoise } from '../noise.ts';
import { requireBoolean, requireKeys } from '../require_options.ts';
import { langevinStage } from './langevin_stage.ts';
import { type Method, stage } from './program.ts';
import type { StepSizes } from './step_sizes.ts';

/** How annealed Langevin dynamics go down a ladder. */
export interface AnnealedLangevin {
  /** Steps at every level, or a list with the steps of each; 0 leaves a level out. */
  readonly perLevel: number | readonly number[];
  /** Step sizes τ, each in the normal range of float32. */
  readonly size: StepSizes;
  /** Whether a last step x ← x + σ_L²·s removes the noise that is left; false by default. */
  readonly denoise?: boolean;
}

/**
 * Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1, whose α_i = 2τ_i): at every level steps
 * x ← x + τ·s(x, σ) + √(2τ)·z; and the denoising step of Jolicoeur-Martineau et al. 2021, section 3. The chains forget their
 * start.
 */
export function annealedLangevin(options: AnnealedLangevin): Method {
  requireKeys('method', options, { perLevel: true, size: true, denoise: true });
  const { perLevel, size, denoise = false } = options;
  requireCounts(perLevel);
  requireStepSizes(size);
  requireBoolean('method.denoise', denoise);
  return (noise) => {
    requireNoise('noise', noise);
    const { levels } = noise;
    const counts = countsOf(perLevel, levels.length);
    const sizes = sizesOf(size, noise);
    const stages = levels
      .map((sigma, level) => langevinStage({ sigma, level, count: counts[level]!, size: sizes[level]! }))
      .filter(({ count }) => count > 0);
    if (!denoise) return { stages, end: levels.at(-1)! };
    const [sigma, level] = [levels.at(-1)!, levels.length - 1];
    return { stages: [...stages, stage({ sigma, level, b: sigma ** 2 })], end: 0 };
  };
}

/** What can be said of the steps without a ladder. */
function requireCounts(perLevel: number | readonly number[]): void {
  if (typeof perLevel === 'number') {
    requireInteger('method.perLevel', perLevel, 0, 0xffff_ffff);
    return;
  }
  if (!Array.isArray(perLevel))
    throw new ArgumentError('method.perLevel', perLevel, 'one count, or a list with that of each noise level');
  for (const [i, count] of perLevel.entries()) requireInteger(`method.perLevel[${i}]`, count, 0, 0xffff_ffff);
}

function countsOf(perLevel: number | readonly number[], levels: number): readonly number[] {
  if (typeof perLevel === 'number') return new Array<number>(levels).fill(perLevel);
  if (perLevel.length === levels) return perLevel;
  throw new ArgumentError('method.perLevel', perLevel, `one count, or a list of ${levels}, one for each noise level`);
}

function requireStepSizes(size: StepSizes): void {
  if (typeof size !== 'function')
    throw new ArgumentError('method.size', size, 'step sizes such as constant({ size: 0.01 })');
}

function sizesOf(size: StepSizes, noise: Noise): readonly number[] {
  const sizes = size(noise);
  const { length } = noise.levels;
  if (!Array.isArray(sizes) || sizes.length !== length)
    throw new ArgumentError('method.size', sizes, `a function that gives ${length} sizes, one for each noise level`);
  for (const [i, one] of sizes.entries()) requirePositive(`method.size[${i}]`, one);
  return sizes;
}
