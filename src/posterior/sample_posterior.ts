import type { Engine } from '../engine.ts';
import { measuredDirections } from '../engines/measured_directions.ts';
import { ArgumentError, allocating, requireFloat32, requireInteger } from '../errors.ts';
import type { FieldDescription } from '../fields/field.ts';
import { checkedScore, fieldOf } from '../fields/index.ts';
import { measured } from '../fields/measured.ts';
import type { Score } from '../fields/score.ts';
import { directionsOf, type LinearMeasurement, measurementOf } from '../measurements/measurement.ts';
import { type Noise, requireNoise } from '../noise.ts';
import { inFloat32, type Points } from '../points.ts';
import { keyOf, type Seed } from '../random.ts';
import { type Keys, requireFunction, requireKeys, requireMethods, requireSignal } from '../require_options.ts';
import { wantsFloat64 } from '../transform.ts';
import { createParticles } from './particles.ts';

/** What `samplePosterior` is asked for. */
export interface PosteriorOptions {
  /** The score of what is known without the measurement: of a model, a mixture or a sum. */
  readonly score: Score;
  readonly measurement: LinearMeasurement;
  /** How many, all held at once: from 2 to 2²⁴. The more, the nearer to the exact posterior. */
  readonly particles: number;
  /** Noise levels to descend, at least two; those of the model unless given. The more, the less a step errs: 100 are good. */
  readonly noise?: Noise;
  readonly seed?: Seed;
  /**
   * Particles are resampled where their effective number is below this share of them, from 0 (only at the end) to 1 (at every
   * level); ½ unless given.
   */
  readonly resampleBelow?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PosteriorProgress) => void;
}

/** How far particles have come. */
export interface PosteriorProgress {
  /** Levels that they have been weighted at, of `levels`. */
  readonly level: number;
  readonly levels: number;
  /** How many equal weights would leave as much variance as theirs; their number where all weigh the same. */
  readonly effectiveSize: number;
}

/** What `samplePosterior` gives. */
export interface PosteriorSamples {
  /** [particles, dimension], of equal weight, in the units of the data. */
  readonly points: Points;
  /**
   * The effective number of particles at each level, before they were resampled there: where it falls to a few, the points are copies
   * of a few, and there should be more.
   */
  readonly effectiveSizes: readonly number[];
  /** An estimate of ln p(y), the density of what was measured; along the measured directions where the noise is 0. */
  readonly logEvidence: number;
}

const optionKeys: Keys<PosteriorOptions> = {
  ...{ score: true, measurement: true, particles: true, noise: true, seed: true },
  ...{ resampleBelow: true, signal: true, onProgress: true },
};

/** Particles that the host has room for in any dimension that a network has. */
const mostParticles = 2 ** 24;

/**
 * Draws from the posterior p(x | y) of what a score knows and what was measured, exactly in the limit of many particles and levels: by
 * the twisted diffusion sampler (Wu et al. 2023, "Practical and asymptotically exact conditional sampling in diffusion models"). Particles
 * take the steps of ancestral sampling along the measured score; at each level they are weighted for what that does otherwise than the
 * posterior, and those of little weight give way to copies of others. The step from the last level to σ = 0 is drawn from the normal
 * that Tweedie's estimate and the measurement say. Two evaluations of the score and a product with its Jacobian a level.
 * @throws ArgumentError on bad options, SamplingDivergedError when particles stop being finite
 */
export async function samplePosterior(engine: Engine, options: PosteriorOptions): Promise<PosteriorSamples> {
  requireMethods('engine', engine, ['score'], 'what createEngine() gave');
  requireKeys('', options, optionKeys);
  const { particles, seed = 0, resampleBelow = 0.5, signal, onProgress } = options;
  const base = checkedScore('score', options.score);
  const described = fieldOf(base).describe(base, fieldOf);
  const { dimension, transform, particles: own } = described;
  if (own !== undefined)
    throw new ArgumentError(
      'score',
      `contexts of ${own} particles`,
      'a score that is the same for all particles, which change places',
      'Give conditional(model, context) one context for all.',
    );
  const measurement = measurementOf('measurement', options.measurement, dimension);
  const guided = measured(base, measurement);
  const directions = measuredDirections('measurement', measurement, described);
  const levels = levelsFor(options.noise, described);
  requireInteger('particles', particles, 2, mostParticles);
  requireFloat32('resampleBelow', resampleBelow, { least: 0, most: 1 });
  requireSignal('signal', signal);
  if (onProgress !== undefined) requireFunction('onProgress', onProgress, '(progress) => void');
  const key = keyOf(seed);
  const state = allocating(
    () => createParticles({ count: particles, described, directions, levels, key }),
    'particles',
    particles,
  );
  const effectiveSizes: number[] = [];
  for (const [level, sigma] of levels.entries()) {
    signal?.throwIfAborted();
    const { values } = await engine.score({ score: base, points: state.inUnitsOfData(), sigma });
    signal?.throwIfAborted();
    const effectiveSize = state.weigh(level, values);
    const last = level === levels.length - 1;
    effectiveSizes.push(effectiveSize);
    // At the end all points shall weigh the same.
    if (last || effectiveSize < resampleBelow * particles) state.resample(level);
    if (last) state.finish(level);
    else state.step(level, (await engine.score({ score: guided, points: state.inUnitsOfData(), sigma })).values);
    onProgress?.({ level: level + 1, levels: levels.length, effectiveSize });
  }
  const points = state.inUnitsOfData();
  return {
    points: transform && wantsFloat64(transform) ? points : inFloat32('samples', points),
    effectiveSizes,
    logEvidence: state.logEvidence + directionsOf('measurement', measurement, transform).logRest,
  };
}

/** Those given, or else those of the score. @throws ArgumentError unless there are two */
function levelsFor(given: Noise | undefined, { noise: own }: FieldDescription): readonly number[] {
  const noise = given ?? own;
  if (noise === undefined)
    throw new ArgumentError(
      'noise',
      noise,
      'given when the score has no noise levels of its own',
      'For instance noise: karras({ from: 10, to: 0.01, levels: 100 }).',
    );
  requireNoise('noise', noise);
  if (noise.levels.length >= 2) return noise.levels;
  throw new ArgumentError('noise.levels', noise.levels, 'a list of at least two σ');
}
