import type { AdapterDescription } from '../adapter_description.ts';
import type { Canvas } from '../canvas.ts';
import type { Float32Points } from '../points.ts';
import type { GridPlan } from './plan/grid_plan.ts';
import type { PicturePlan } from './plan/picture_plan.ts';
import type { SamplingPlan } from './plan/sampling_plan.ts';
import type { TrainingBuffer, TrainingPlan } from './plan/training_plan.ts';

/**
 * What an engine is: numerical work put into a queue, and word of it. When, how much, and what to do about what went wrong is
 * up to the driver (drive/), the same for all.
 */
export interface Backend {
  readonly kind: 'webgpu' | 'wasm' | 'cpu';
  readonly adapter: AdapterDescription;
  /** Submissions that it can take before word of them is awaited, so that it computes while the host waits. */
  readonly queueDepth: number;
  /** Prepares a training. @throws ArgumentError when there is no room for it */
  train(plan: TrainingPlan): Promise<TrainingRunner>;
  /** Prepares a sampling run. @throws ArgumentError when there is no room for it */
  sample(plan: SamplingPlan): Promise<SamplingRunner>;
  /** The most particles of so many dimensions that one sampler can address, whether or not there is memory for them. */
  mostParticles(dimension: number): number;
  /** Particles that keep it busy at a time. */
  busyParticles(dimension: number): number;
  /**
   * What a raw error of its work means: an error of this library, or the error itself where it is a fault of the program. A
   * DeviceLostError says that all of its runners are lost, too.
   */
  explain(error: unknown): Promise<unknown>;
  dispose(): void;
}

/** Work that can be cut into submissions. */
export interface Runner {
  /** Ends a submission: all that was put into the queue since the last one. */
  submit(): void;
  /** Frees what it holds; may come after the backend's own. */
  dispose(): void;
}

/** Rows that a part of a training step takes. */
export interface RowRange {
  readonly first_row: number;
  readonly end_row: number;
}

/** A part of a training step: some rows of some of the networks that are trained together. */
export interface StepPart extends RowRange {
  readonly first_member: number;
  readonly end_member: number;
}

export interface TrainingRunner extends Runner {
  /** Rough arithmetic of a step of all members, in operations. */
  readonly work: number;
  /** A step in the parts that it is put into the queue by: some members at a time, each with all rows before the next. */
  readonly parts: readonly StepPart[];
  /** Steps whose losses can wait to be read. */
  readonly mostSteps: number;
  /**
   * Puts one part of a step into the queue; the last rows move the parameters of its members. The parts of a step come in
   * their order.
   */
  enqueue(step: number, part: StepPart): void;
  /**
   * Submits, waits until all is done, and gives the losses of the steps enqueued since the last time, each before its
   * update: [steps][members].
   */
  completion(): Promise<Float32Array>;
  /** Copies the state to one of two places, in the order of the queue. */
  save(place: 0 | 1): void;
  /** Copies it back; also after a call that failed, when `completion` then discards what is left of the work before. */
  restore(place: 0 | 1): void;
  /** A copy: [members][parameters]. */
  read(buffer: TrainingBuffer): Promise<Float32Array>;
  /** The gradient of the last step that was enqueued, not clipped: [members][parameters]. */
  gradient(): Promise<Float32Array>;
}

/** Updates of some particles, by their numbers in the program and by quads. */
export interface Piece {
  readonly first: number;
  readonly end: number;
  readonly firstQuad: number;
  readonly endQuad: number;
}

export interface SamplingRunner extends Runner {
  /** Rough arithmetic of one update of a quad, in operations. */
  readonly work: number;
  readonly quads: number;
  /** A piece takes a multiple of so many quads, or all that are left, */
  readonly unit: number;
  /** and at most so many. */
  readonly mostQuads: number;
  /** Updates of a piece: one where each is a pass over memory. */
  readonly mostUpdates: number;
  /** Pieces of a submission. */
  readonly mostPieces: number;
  /** Updates over which a piece should spread what it does but once. */
  readonly steadyUpdates: number;
  enqueue(piece: Piece): void;
  /** Submits, waits until all is done, and says whether all particles moved since `save` are finite. */
  completion(): Promise<boolean>;
  /** Keeps the particles and their memory, in the order of the queue. */
  save(): void;
  /** Puts them back; also after a call that failed, when `completion` then discards what is left of the work before. */
  restore(): void;
  /** The particles, in the units of the score, or the memory that the program keeps of them; a copy. */
  read(part?: 'particles' | 'memory'): Promise<Float32Points>;
  /** Particles in each cell of a grid, counted where they lie. One call at a time. */
  counts(grid: GridPlan): Promise<Uint32Array>;
  /**
   * Draws them onto a canvas where they lie; the driver shades the counts of backends that cannot. One call at a time.
   * @param requireAlive is called after every wait, before anything shows
   * @throws ArgumentError when the canvas is not one that it can draw on
   */
  draw?(canvas: Canvas, picture: PicturePlan, requireAlive: () => void): Promise<void>;
}
