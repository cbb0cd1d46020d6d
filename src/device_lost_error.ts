import type { Checkpoint } from './checkpoint.ts';
import { DeviceError } from './errors.ts';

/**
 * Why a device does no more work: its driver or its process ended (`lost`), its owner destroyed it (`destroyed`), it had no memory
 * (`out of memory`), or it reported a fault of its kernels (`fault`).
 */
export type LossReason = 'lost' | 'destroyed' | 'out of memory' | 'fault';

/**
 * A device that was lost for good: it cannot be opened again, or is not to be. The engine tries again when it is next asked for
 * something.
 */
export class DeviceLostError extends DeviceError {
  override readonly name = 'DeviceLostError';
  readonly reason: LossReason;
  /** Where a training was when its state was last copied to the host: a trainer of any engine goes on from there. */
  readonly checkpoint: Checkpoint | undefined;
  /** The same of each member of an ensemble. */
  readonly checkpoints: readonly Checkpoint[] | undefined;

  constructor(
    message: string,
    reason: LossReason,
    given: { checkpoint?: Checkpoint; checkpoints?: readonly Checkpoint[]; cause?: unknown } = {},
  ) {
    super(message, given.cause === undefined ? {} : { cause: given.cause });
    this.reason = reason;
    this.checkpoint = given.checkpoint;
    this.checkpoints = given.checkpoints;
  }
}
