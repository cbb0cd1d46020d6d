import type { Averaging } from '../../averaging.ts';
import type { Checkpoint, TrainingState } from '../../checkpoint.ts';
import type { Network } from '../../network.ts';
import type { Noise } from '../../noise.ts';
import type { Adam } from '../../optimizer.ts';
import type { Float32Points } from '../../points.ts';
import type { Key } from '../../random.ts';
import type { NoisePerRow, Perturbation } from '../../training_settings.ts';

/** Training options after checks and defaults: what every engine works from. Plain data. */
export interface TrainingPlan {
  /** Standardised, if they are to be. */
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
  readonly optimizer: Adam;
  readonly averaging?: Averaging;
  readonly perturbation: Perturbation;
  readonly key: Key;
  /** Where the training begins, or goes on. The buffers are copies. */
  readonly start: TrainingState;
  /** What a checkpoint holds besides the state. */
  readonly kept: Omit<Checkpoint, keyof TrainingState>;
}
