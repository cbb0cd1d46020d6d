import type { RowRange } from '../../backend.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import type { Constants } from '../wgsl/compose.ts';

/**
 * How the gradient of a batch is computed: partial sums that shaders/training/adam.wgsl adds up. The seam for further kinds of
 * kernels: whatever fills `partials` and `partialLosses` can train.
 */
export interface GradientKernels {
  readonly partials: GPUBuffer;
  readonly partialLosses: GPUBuffer;
  /** Rows of `partials`. */
  readonly splits: number;
  /** Length of `partialLosses`. */
  readonly losses: number;
  /** Blocks of four hidden units, which the shader loops over; 0 in planes. */
  readonly blocks: number;
  /** The batch in as many parts as scratch memory asks for; one record of the uniform each. */
  readonly ranges: readonly RowRange[];
  /** Encodes the kernels for one range, whose record is at `offset`. */
  encode(pass: GPUComputePassEncoder, range: RowRange, offset: number): void;
}

/** What makes the rows of a step, for any kernel to be put behind it. */
export interface RowKernels {
  readonly parts: readonly string[];
  readonly constants: Constants;
  /** Their buffers, of which that of the data may hold those of one range at a time. */
  buffersFor(ranges: readonly RowRange[]): Promise<Readonly<Record<string, GPUBufferBinding>>>;
}

/** Prepares the gradient by one kind of kernels. */
export type Build<Variant> = (
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  variant: Variant,
  parameters: GPUBuffer,
  made: RowKernels,
) => Promise<GradientKernels>;
