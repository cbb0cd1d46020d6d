import type { Averaging } from './averaging.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainingContext } from './contexts/context_data.ts';
import type { Model } from './network.ts';
import type { AdamOptions } from './optimizer.ts';
import type { Points } from './points.ts';
import type { Seed } from './random.ts';
import type { TrainerOptions, TrainingProgress } from './trainer.ts';

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
