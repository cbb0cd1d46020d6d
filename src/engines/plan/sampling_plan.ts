import type { Score } from '../../fields/score.ts';
import type { Float32Points, Points } from '../../points.ts';
import type { Key } from '../../random.ts';
import type { Program } from '../../samplers/program.ts';
import type { Transform } from '../../transform.ts';
import type { Normals } from './normals.ts';

/**
 * Coordinates that are given, in one row for all particles or in a row for each, with NaN for those that are drawn. All of them may
 * be, as in a chunk of particles of which none is known.
 */
export interface KnownPlan {
  /** Standardised as the score wants them. */
  readonly values: Float32Points;
  /** As they were given. */
  readonly observed: Points;
}

/** Sampling options after checks and defaults: what every engine works from. Plain data. */
export interface SamplingPlan {
  readonly score: Score;
  readonly dimension: number;
  readonly particles: number;
  /** Particles of which these are a part. */
  readonly outOf: number;
  /** Quad of the random streams that the first four of them take. */
  readonly firstQuad: number;
  readonly program: Program;
  readonly key: Key;
  /** Starting points, standardised as the score wants them, or normals to draw them from. */
  readonly initial: Float32Points | Normals;
  readonly known?: KnownPlan;
  /** What the program has kept of given particles, of their size; zeros unless given. */
  readonly memory?: Float32Points;
  /** Where samples are to come back in other units than those of the score. */
  readonly transform?: Transform;
}
