import type { StepPart } from '../../backend.ts';
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
  /** Rows of `partials` that a member has. */
  readonly splits: number;
  /** Numbers of `partialLosses` that a member has. */
  readonly losses: number;
  /** Blocks of four hidden units, which the shader loops over; 0 in planes. */
  readonly blocks: number;
  /** The members that a part of a step takes at most. */
  readonly together: number;
  /** A step in as many parts as scratch memory asks for; one record of the uniform each. */
  readonly parts: readonly StepPart[];
  /** Encodes the kernels for one part, whose record is at `offset`. */
  encode(pass: GPUComputePassEncoder, part: StepPart, offset: number): void;
}

/** Arithmetic of one part of a step, in operations: a slow GPU takes some ten ms for it, far from any watchdog. */
export const mostWork = 2e10;

/** Workgroups that a dispatch counts in one direction on every device. */
export const mostInDirection = 65_535;

/** What makes the rows of a step, for any kernel to be put behind it. */
export interface RowKernels {
  readonly parts: readonly string[];
  readonly constants: Constants;
  /** Members whose rows they make in one dispatch at most. */
  readonly mostTogether: number;
  /** Their buffers, of which that of the data may hold those of one range at a time. */
  buffersFor(parts: readonly StepPart[]): Promise<Readonly<Record<string, GPUBufferBinding>>>;
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
