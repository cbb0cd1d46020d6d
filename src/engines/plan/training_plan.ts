import type { Averaging } from '../../averaging.ts';
import type { Checkpoint, TrainingState } from '../../checkpoint.ts';
import type { Network } from '../../network.ts';
import type { Noise } from '../../noise.ts';
import type { Adam } from '../../optimizer.ts';
import type { Float32Points } from '../../points.ts';
import type { Key } from '../../random.ts';
import type { NoisePerRow, Perturbation } from '../../training_settings.ts';

/** One of the networks that a plan trains: what it does not share with the others. */
export interface MemberPlan {
  /** Of its random numbers. */
  readonly key: Key;
  readonly optimizer: Adam;
  readonly averaging?: Averaging;
  /** The state that it begins or goes on with. The buffers are copies. */
  readonly start: Omit<TrainingState, 'step'>;
  /** What its checkpoint holds besides the state. */
  readonly kept: Omit<Checkpoint, keyof TrainingState>;
}

/**
 * Training options after checks and defaults: what every engine works from. Plain data. It describes the training of one
 * network, or of several of one shape that share data and noise levels and take their steps together.
 */
export interface TrainingPlan {
  /**
   * Standardised, if they are to be: a row has the coordinates of a datum, and where the network has a context, then the columns of
   * that (columnsOfContexts).
   */
  readonly data: Float32Points;
  /** Whether their array is that of the caller, who may have changed it since. */
  readonly borrowed: boolean;
  readonly network: Network;
  readonly noise: Noise;
  /** Data of a step: those drawn, or all of them in their order. */
  readonly slots: number;
  /** Whether the data of a step are drawn. */
  readonly drawn: boolean;
  /** Rows that each of them takes: row = slot · repeats + repeat. The number of levels, or 1. */
  readonly repeats: number;
  /** Rows of a step. */
  readonly rows: number;
  readonly noisePerRow: NoisePerRow;
  readonly weighting: number;
  readonly perturbation: Perturbation;
  /** The probability that a row comes without its context; 0 where the network has none. */
  readonly contextDropout: number;
  /** Steps that all members have completed when they begin. */
  readonly step: number;
  /** The networks, at least one. All of them clip their gradients or none does, and likewise for averages. */
  readonly members: readonly [MemberPlan, ...MemberPlan[]];
}

/** A buffer of a member, in the layout of the parameters. */
export type TrainingBuffer = keyof MemberPlan['start'];

/** The buffers that a training keeps of each member, in the order of its state. */
export function buffersOf({ members: [{ start }] }: TrainingPlan): TrainingBuffer[] {
  const all: readonly TrainingBuffer[] = ['parameters', 'first', 'second', 'average'];
  return all.filter((buffer) => start[buffer]);
}
