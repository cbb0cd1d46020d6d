import { type Averaging, averagingOf } from './averaging.ts';
import { ArgumentError, requireInteger, requireOneOf, requirePositive } from './errors.ts';
import { type Adam, adam } from './optimizer.ts';
import { keyOf, type Seed } from './random.ts';

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
  /** The power p of the weight λ(σ) = σ^p of a row's loss; 2 unless given, which weighs all levels about alike. */
  readonly weighting: number;
  /** `independent` unless given. */
  readonly perturbation: Perturbation;
  /** Key of the initial weights and of every perturbation; 0 unless given. */
  readonly seed: Seed;
}

/** Checks settings, which may come from a file, fills in the defaults and makes them anew. @throws ArgumentError */
export function trainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const { batch, averaging, noisePerRow = 'all-levels', weighting = 2, perturbation = 'independent', seed = 0 } = given;
  if (batch !== undefined) requireInteger('batch', batch, 1, 0xffff_ffff);
  if (!Number.isFinite(weighting)) throw new ArgumentError('weighting', weighting, 'a finite power of σ, such as 2');
  requireOneOf('perturbation', perturbation, ['independent', 'shared']);
  keyOf(seed);
  return {
    ...(batch !== undefined && { batch }),
    optimizer: adam(given.optimizer),
    ...(averaging !== undefined && { averaging: averagingOf(averaging) }),
    noisePerRow: noisePerRowOf(noisePerRow),
    weighting,
    perturbation,
    // One form for one key, so that settings can be compared.
    seed: seed <= Number.MAX_SAFE_INTEGER ? Number(seed) : seed,
  };
}

function noisePerRowOf(given: NoisePerRow): NoisePerRow {
  if (typeof given === 'object' && given !== null && 'logNormal' in given) {
    const { mean, deviation } = given.logNormal ?? {};
    if (!Number.isFinite(mean)) throw new ArgumentError('noisePerRow.logNormal.mean', mean, 'a finite mean of ln σ');
    requirePositive('noisePerRow.logNormal.deviation', deviation);
    return { logNormal: { mean, deviation } };
  }
  requireOneOf('noisePerRow', given, ['all-levels', 'one-level', 'log-uniform', '{ logNormal: { mean, deviation } }']);
  return given;
}
