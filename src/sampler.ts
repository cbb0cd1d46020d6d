import type { Canvas, CanvasSize } from './canvas.ts';
import type { NormalsOption } from './engines/plan/normals.ts';
import type { Score } from './fields/score.ts';
import type { Grid } from './grid.ts';
import type { ResumedInterruption } from './interruption.ts';
import type { Known } from './known.ts';
import type { Noise } from './noise.ts';
import type { Picture } from './picture.ts';
import type { Points } from './points.ts';
import type { Seed } from './random.ts';
import type { Method, Program } from './samplers/program.ts';

export interface SamplerOptions {
  readonly score: Score;
  /**
   * The noise levels to descend; those of the model unless given, and needed where the score has none of its own. Not used where
   * `method` is a program.
   */
  readonly noise?: Noise;
  /** The sampler, such as `heun()`, or a program of one's own. */
  readonly method: Method | Program;
  /** Number of particles. */
  readonly particles: number;
  /**
   * Index of the first of them among all that the seed stands for, a multiple of 4; 0 unless given. Particle
   * `firstParticle + i` here is particle i of a sampler that starts at 0, so that many can be drawn a part at a time:
   * `sampleInChunks` does. At most 2³⁴ for the two together, the range of the random counter.
   */
  readonly firstParticle?: number;
  /**
   * Particles of which these are a part, where others draw the rest; `particles` unless given. An engine that computes
   * otherwise for many than for few then treats all parts alike, so that they are the same to the last bit.
   */
  readonly outOf?: number;
  /** Key of the initial particles and of all noise; 0 unless given. */
  readonly seed?: Seed;
  /**
   * Start: given points [particles, dimension], in the units of the data, or normals of a mean and a deviation, which like σ are
   * in standardised units where the model has a transform. Unless given, normals that have the mean and the variance of the data
   * with the noise that the method starts from, where the score knows them (a mean of 0 and that noise alone where it does not);
   * and for Langevin dynamics, which forget their start, standard normals. Points are copied until the sampler is there.
   */
  readonly initial?: Points | NormalsOption;
  /**
   * Coordinates that are given: the others are drawn to go with them (inpainting, imputation), by replacement. From the start on,
   * and after every update, known coordinates are their values with fresh noise of the σ of the next update, and after the last
   * the values themselves. Replacement alone does not draw from the exact conditional distribution; `repaint` and Langevin
   * dynamics of many steps come close to it (docs/guide/imputation.md). Copied until the sampler is there.
   */
  readonly known?: Known;
}

export interface SamplingProgress {
  /** Index (from 0) of the noise level of the last update. */
  readonly level: number;
  /** Updates made at that level, each of which evaluates the score once. */
  readonly step: number;
  /** Updates made in all, of `total`. */
  readonly completed: number;
  readonly total: number;
  /** Devices lost since the last report, and the update from which each was made good; absent where there were none. */
  readonly interruptions?: readonly ResumedInterruption[];
}

/** Takes particles along a score by a program. */
export interface Sampler {
  /** Updates made in all. */
  readonly completed: number;
  /** Updates of the program: evaluations of the score. */
  readonly total: number;
  /**
   * Goes on to the end of the program, reporting at every multiple of `reportEvery` updates (default: once a level) and at
   * the end. An aborted signal ends it between submissions by throwing the signal's reason; another call goes on from there.
   * A device that is lost meanwhile is replaced, where the engine can, and the particles end where they would have.
   * @throws SamplingDivergedError when particles stop being finite, DeviceLostError when the device is lost and does not come back.
   */
  run(options?: { reportEvery?: number; signal?: AbortSignal }): AsyncGenerator<SamplingProgress, void, undefined>;
  /**
   * The particles as they stand, [particles, dimension], in the units of the data: in float32, or in float64 where the transform
   * of the model says that float32 would lose digits of them (`wantsFloat64`) or known values came in float64; a copy. After the
   * last update known coordinates are the very numbers that were given. During a run it waits until all have made the same updates.
   */
  samples(): Promise<Points>;
  /**
   * Particles in each cell of a grid, as they stand, counted where they lie rather than read: of one axis [cells], of two
   * [cells of axes[1], cells of axes[0]], row-major, so that axes[0] runs fastest and the first row is the lowest in axes[1].
   * Those outside are counted nowhere. Cells are found in float32, as particles are kept: one that is within rounding of an
   * edge may count on either side. During a run it waits until all have made the same updates, and it changes nothing.
   * @throws ArgumentError when the grid is not one over these particles.
   */
  counts(grid: Grid): Promise<Uint32Array>;
  /**
   * Draws the particles onto a canvas, as they stand: counted in a grid that fills the canvas, counts interpolated bilinearly
   * between the centres of cells, then shaded. The engine webgpu draws on the device by the context `webgpu`, and is done when
   * the frame is submitted; others shade on the calling thread and draw by the context `2d`. A canvas may change its size from
   * one call to the next; one without area is left as it is. One that shows pictures of a GPU process that has ended shows nothing
   * more: give another after an interruption. Waits and changes nothing, as `counts`.
   * @param size that the canvas is given first, in pixels; it stays as it is unless given. A canvas that an engine in a worker
   * draws on can be resized in no other way.
   * @throws ArgumentError when the picture is not one of these particles, or the canvas is none or gives no such context.
   */
  draw(canvas: Canvas, picture: Picture, size?: CanvasSize): Promise<void>;
  dispose(): void;
  [Symbol.dispose](): void;
}
