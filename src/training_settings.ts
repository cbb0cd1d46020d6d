import { type Averaging, averagingOf } from './averaging.ts';
import { ArgumentError, requireInteger, requireOneOf, requirePositive, squarable } from './errors.ts';
import { type Adam, adam } from './optimizer.ts';
import { keyOf, type Seed } from './random.ts';
import { isRecord, type Keys, requireKeys } from './require_options.ts';

/** How the perturbation ε is drawn over the rows (datum, level) of a step: one for each row, or one for each datum, shared by its levels. */
export type Perturbation = 'independent' | 'shared';

/**
 * Which noise levels the data of a step meet: each of them (the tutorial), a random one for each row (Song and Ermon
 * 2019), σ log-uniform between the last and the first, or ln σ normal with this mean and deviation (Karras et al. 2022).
 */
export type NoisePerRow =
  | 'all-levels'
  | 'one-level'
  | 'log-uniform'
  | { readonly logNormal: { readonly mean: number; readonly deviation: number } };

/** How a network is trained: with the data and the state, all that its steps depend on. Plain data, so that a file can hold it. */
export interface TrainingSettings {
  /** Data that a step draws, with replacement; unless given, every step takes every datum once. */
  readonly batch?: number;
  /** Adam with its defaults unless given. */
  readonly optimizer: Adam;
  /** Keeps a moving average of the parameters, which then is what `model` gives; none unless given. */
  readonly averaging?: Averaging;
  /** `all-levels` unless given. */
  readonly noisePerRow: NoisePerRow;
  /** The power p of the weight λ(σ) = σ^p of a row's loss, from −32 to 32; 2 unless given, which weighs all levels about alike. */
  readonly weighting: number;
  /** `independent` unless given. */
  readonly perturbation: Perturbation;
  /**
   * The probability with which a row is trained on without its context, from 0 to below 1: what guidance wants. Of a network with
   * a context alone; 0.1 unless given.
   */
  readonly contextDropout?: number;
  /** Key of the initial weights and of every perturbation; 0 unless given. */
  readonly seed: Seed;
}

/** Such powers of σ from 0.07 to 15 are float32 numbers, and far beyond any that is of use. */
const largestPower = 32;

/** The names of all settings. */
export const settingKeys: Keys<TrainingSettings> = {
  batch: true,
  optimizer: true,
  averaging: true,
  noisePerRow: true,
  weighting: true,
  perturbation: true,
  contextDropout: true,
  seed: true,
};

/** Those of some options that are settings. */
export function settingsAmong(options: Partial<TrainingSettings>): Partial<TrainingSettings> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(settingKeys, key)));
}

/** Checks settings, which may come from a file, and returns a copy with defaults filled in. @throws ArgumentError */
export function trainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  requireKeys<Partial<TrainingSettings>>('settings', given, settingKeys);
  const { batch, averaging, noisePerRow = 'all-levels', weighting = 2, perturbation = 'independent', seed = 0 } = given;
  const { contextDropout } = given;
  if (batch !== undefined) requireInteger('batch', batch, 1, 0xffff_ffff);
  if (typeof weighting !== 'number' || !(Math.abs(weighting) <= largestPower)) {
    const allowed = `a finite power of σ, such as 2, from ${-largestPower} to ${largestPower}`;
    throw new ArgumentError('weighting', weighting, allowed, 'float32 holds no larger powers of usual noise levels.');
  }
  requireOneOf('perturbation', perturbation, ['independent', 'shared']);
  if (contextDropout !== undefined) requireContextDropout('contextDropout', contextDropout);
  keyOf(seed);
  return {
    ...(batch !== undefined && { batch }),
    optimizer: adam(given.optimizer),
    ...(averaging !== undefined && { averaging: averagingOf(averaging) }),
    noisePerRow: noisePerRowOf(noisePerRow),
    weighting,
    perturbation,
    ...(contextDropout !== undefined && { contextDropout }),
    // One form for one key, so that settings can be compared.
    seed: seed <= Number.MAX_SAFE_INTEGER ? Number(seed) : seed,
  };
}

/** Refuses anything but the probability of a row without its context. @throws ArgumentError */
export function requireContextDropout(argument: string, given: unknown): void {
  if (typeof given === 'number' && given >= 0 && given < 1) return;
  throw new ArgumentError(argument, given, 'a probability from 0 to below 1, such as 0.1');
}

/** Random numbers are at most seven deviations from the mean; as far, σ and its square must be float32 numbers. */
function requireLogSigma(mean: number, deviation: number): void {
  const most = Math.log(squarable.most);
  if (Math.abs(mean) + 7 * deviation <= most) return;
  const allowed = `such that |mean| + 7·deviation, the largest |ln σ|, is at most ${most.toPrecision(4)}`;
  throw new ArgumentError('noisePerRow.logNormal', `mean ${mean}, deviation ${deviation}`, allowed);
}

function noisePerRowOf(given: NoisePerRow): NoisePerRow {
  if (isRecord(given) && 'logNormal' in given) {
    requireKeys('noisePerRow', given, { logNormal: true });
    requireKeys('noisePerRow.logNormal', given.logNormal, { mean: true, deviation: true });
    const { mean, deviation } = given.logNormal;
    if (!Number.isFinite(mean)) throw new ArgumentError('noisePerRow.logNormal.mean', mean, 'a finite mean of ln σ');
    requirePositive('noisePerRow.logNormal.deviation', deviation);
    requireLogSigma(mean, deviation);
    return { logNormal: { mean, deviation } };
  }
  requireOneOf('noisePerRow', given, ['all-levels', 'one-level', 'log-uniform'], '{ logNormal: { mean, deviation } }');
  return given;
}
