import type { Averaging } from './averaging.ts';
import type { Canvas, CanvasSize } from './canvas.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ContextColumns } from './context_columns.ts';
import type { TrainingContext } from './context_data.ts';
import type { Coordinates } from './coordinates.ts';
import type { NormalsOption } from './engines/plan/normals.ts';
import type { Score } from './fields/score.ts';
import type { Grid } from './grid.ts';
import type { Known } from './known.ts';
import type { Model, Network } from './network.ts';
import type { Noise } from './noise.ts';
import type { AdamOptions } from './optimizer.ts';
import type { Picture } from './picture.ts';
import type { Points } from './points.ts';
import type { Seed } from './random.ts';
import type { Method, Program } from './samplers/program.ts';
import type { TrainingSettings } from './training_settings.ts';
import type { Standardisation, Transform } from './transform.ts';

/** What an engine runs on. */
export interface AdapterDescription {
  /** As a driver calls itself; "WebAssembly, 4 threads, relaxed SIMD", and after a colon why there are no threads. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  /** `software` for a GPU emulated on the processor, `none` for the engines that need none. */
  readonly type: 'hardware' | 'software' | 'none';
}

/** A device that was lost and replaced, after which all went on as if it had never gone. */
export interface Interruption {
  /** What was lost, and why: a sentence. */
  readonly reason: string;
  /** What the work goes on on. */
  readonly kind: Engine['kind'];
  readonly adapter: AdapterDescription;
  /** Attempts that it took to open that. */
  readonly attempts: number;
}

export interface TrainerOptions extends Partial<TrainingSettings> {
  /**
   * [count, dimension], fixed for the whole training: leave them as they are as long as the trainer lives, for a device that is
   * lost is replaced by another, which takes them again.
   */
  readonly data: Points;
  /** The contexts of the data, as the network takes them, and as fixed as the data: only and always where it has a context. */
  readonly context?: TrainingContext;
  readonly network: Network;
  /** In standardised units where the data are standardised. */
  readonly noise: Noise;
  /**
   * Brings the data to mean 0 and deviation 1, of every column or of all columns together, or applies a transform such as
   * that of an earlier model; the model keeps it. The data are taken as they are unless given.
   */
  readonly standardise?: Standardisation | Transform;
  /** Names, shape and kind of the coordinates of the data, which the model keeps; nothing is known of them unless given. */
  readonly coordinates?: Coordinates;
  /**
   * Names and labels of the contexts, which the model keeps, and the transform of their values, which is that to mean 0 and
   * deviation 1 unless given.
   */
  readonly contextColumns?: ContextColumns;
  /** Parameters to start from instead of freshly drawn ones. */
  readonly parameters?: Float32Array;
}

/** A training to go on with. All other options are in the checkpoint; to change one, change it there. */
export interface ResumeOptions {
  /** The data of the checkpoint, not standardised by the caller if they were not then. */
  readonly data: Points;
  /** Their contexts, where the network has one. */
  readonly context?: TrainingContext;
  readonly checkpoint: Checkpoint;
}

export interface TrainingProgress {
  /** Steps completed since the training began, be it in another trainer. */
  readonly step: number;
  /** Loss of the last of them, taken before its update. */
  readonly loss: number;
  /** Devices lost since the last report, and the step from which each was made good; absent where there were none. */
  readonly interruptions?: readonly ResumedInterruption[];
}

/** An interruption of a run. */
export interface ResumedInterruption extends Interruption {
  /** Steps or updates that were completed where the run was taken up: what came after was computed once more. */
  readonly from: number;
}

/** Denoising score matching at all noise levels (Song and Ermon 2019, equations 5 and 6, λ(σ) = σ²) by Adam. */
export interface Trainer {
  /** Steps completed since the training began, be it in another trainer. */
  readonly step: number;
  /**
   * Loss of every step that this trainer completed, before its update; a copy. The last is that of step `step` − 1. They
   * are all that a trainer keeps of its steps, four bytes each.
   * @param from leaves out so many of the first, which the caller may have already; 0 unless given
   */
  losses(from?: number): Float32Array;
  /**
   * Takes `steps` further steps, reporting after every `reportEvery` of them (default: all) and at the end. An aborted signal
   * ends it between chunks by throwing the signal's reason; what is done is kept, and another call goes on from there.
   * A device that is lost meanwhile is replaced, where the engine can, and the run ends as if nothing had happened.
   * @throws TrainingDivergedError when the loss stops being finite, DeviceLostError, which holds a checkpoint, when the device is
   *   lost and does not come back.
   */
  run(options: {
    steps: number;
    reportEvery?: number;
    signal?: AbortSignal;
  }): AsyncGenerator<TrainingProgress, void, undefined>;
  /**
   * The network as it stands: plain data, a copy. Its parameters are the averaged ones if the trainer keeps an average,
   * and else, or with `averaged: false`, those of the last step. @throws ArgumentError when there is no average to give.
   */
  model(options?: { averaged?: boolean }): Promise<Model>;
  /** All that is needed to go on from here, on any engine, as if never stopped: plain data, a copy. */
  checkpoint(): Promise<Checkpoint>;
  /** Gradient of the loss that the next step would use, not yet clipped, in the layout of the parameters; changes nothing. */
  gradient(): Promise<Float32Array>;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** What one network of an ensemble has for itself. What it does not say is as the options of the ensemble say. */
export interface EnsembleMember extends AdamOptions {
  /** Key of its initial weights and of every perturbation. */
  readonly seed?: Seed;
  /** Parameters to start from instead of freshly drawn ones. */
  readonly parameters?: Float32Array;
  /** All members keep an average, or none does. */
  readonly averaging?: Averaging;
}

/** Trainings of several networks of one shape on the same data: the options of a trainer, and what members have for themselves. */
export interface EnsembleOptions extends Omit<TrainerOptions, 'parameters'> {
  /** From 1 to 1024. All of them clip their gradients, or none does. */
  readonly members: readonly EnsembleMember[];
}

/** Trainings to go on with, which differ in no more than those of an ensemble do and are at the same step. */
export interface EnsembleResumeOptions {
  /** The data of the checkpoints, not standardised by the caller if they were not then. */
  readonly data: Points;
  /** Their contexts, where the networks have one. */
  readonly context?: TrainingContext;
  /** One a member: of an ensemble, or of single trainings. */
  readonly checkpoints: readonly Checkpoint[];
}

export interface EnsembleProgress extends Omit<TrainingProgress, 'loss'> {
  /** Loss of the last step, taken before its update, for each member. */
  readonly losses: readonly number[];
}

/**
 * Networks that are trained together: each comes to what a trainer of its own would come to on the same engine, to the last bit,
 * but small ones share the work that a step takes beside its arithmetic.
 */
export interface Ensemble {
  /** Number of networks. */
  readonly members: number;
  /** Steps that each has completed since its training began, be it elsewhere. */
  readonly step: number;
  /** For each member what `losses` of a trainer gives. */
  losses(from?: number): Float32Array[];
  /**
   * Takes `steps` further steps of all members, as `run` of a trainer does.
   * @throws TrainingDivergedError, which names a member, when its loss stops being finite. All members are then before that step:
   *   the others go on from their checkpoints.
   */
  run(options: {
    steps: number;
    reportEvery?: number;
    signal?: AbortSignal;
  }): AsyncGenerator<EnsembleProgress, void, undefined>;
  /** The networks as they stand, as `model` of a trainer gives them. @throws ArgumentError when there are no averages to give. */
  models(options?: { averaged?: boolean }): Promise<Model[]>;
  /** What a trainer or another ensemble needs to go on with each of them, as `checkpoint` of a trainer gives it. */
  checkpoints(): Promise<Checkpoint[]>;
  dispose(): void;
  [Symbol.dispose](): void;
}

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

/** Keeps what an engine found out about a device, so that it need not be measured again: texts by key, such as `localStorage`. */
export interface TuningStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** An engine that comes before the one that was chosen, and why it was not taken: a sentence or two. */
export interface PassedOver {
  readonly kind: 'webgpu' | 'wasm';
  readonly reason: string;
}

/** Runs the numerical work. Every engine gives the same results, to float32 rounding. */
export interface Engine {
  /** Another than before where a lost device was replaced by another engine. */
  readonly kind: 'webgpu' | 'wasm' | 'cpu';
  readonly adapter: AdapterDescription;
  /** Devices that were lost and replaced so far. */
  readonly interruptions: readonly Interruption[];
  /** Those that `createEngine` would rather have taken, in its order; none where an engine was asked for by name. */
  readonly passedOver: readonly PassedOver[];
  /** A new training, or one to go on with. @throws ArgumentError on bad options, among them other data than those of a checkpoint. */
  trainer(options: TrainerOptions | ResumeOptions): Promise<Trainer>;
  /**
   * New trainings of several networks of one shape at once, or some to go on with.
   * @throws ArgumentError on bad options, among them members that differ in what they must share.
   */
  ensemble(options: EnsembleOptions | EnsembleResumeOptions): Promise<Ensemble>;
  /** The most particles of so many dimensions that the addresses of one sampler reach, whether or not there is memory for them. */
  mostParticles(dimension: number): number;
  /** Particles of so many dimensions that keep it busy at a time. */
  busyParticles(dimension: number): number;
  /** @throws ArgumentError on bad options, among them more particles than the device can hold. */
  sampler(options: SamplerOptions): Promise<Sampler>;
  /**
   * s(x, σ) at every point: [count, dimension] in, the same shape out. Where the model has a transform, x and the score
   * ∇ₓ log p are in the units of the data, and σ in standardised ones: the noise of column j is σ·scale_j. In float32, or in
   * float64 where samples are.
   */
  score(options: { score: Score; points: Points; sigma: number }): Promise<Points>;
  dispose(): void;
  [Symbol.dispose](): void;
}
