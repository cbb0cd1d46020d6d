import type { Checkpoint } from './checkpoint.ts';
import type { ContextColumns } from './contexts/context_columns.ts';
import type { TrainingContext } from './contexts/context_data.ts';
import type { Coordinates } from './coordinates.ts';
import type { ResumedInterruption } from './interruption.ts';
import type { Model, Network } from './network.ts';
import type { Noise } from './noise.ts';
import type { Points } from './points.ts';
import type { TrainingSettings } from './training_settings.ts';
import type { Standardisation, Transform } from './transform.ts';

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
