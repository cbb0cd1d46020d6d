import { streams } from '../../../random.ts';
import type { TrainingPlan } from '../../options.ts';
import type { Buffers, Device } from '../device/device.ts';
import { hiddenBlocks, laneConstants, lanePacking, type Packing } from '../network/lanes.ts';
import { networkParts } from '../network/parts.ts';
import { planePacking, planesOf } from '../network/planes.ts';
import type { GradientVariant, LaneGradient } from '../tuning/variants.ts';
import type { Constants } from '../wgsl/compose.ts';
import { gradientPlanes } from './gradient_planes.ts';
import { type RowRange, rangesOf } from './row_range.ts';
import { trainingData } from './training_data.ts';

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

/** Where the parameters of a plan's network stand on the device. */
export function packingOf({ network }: TrainingPlan, variant: GradientVariant): Packing {
  if (variant.form === 'lanes') return lanePacking(network);
  return planePacking(planesOf(network, variant.tiling, { keep: true }));
}

/**
 * Prepares the gradient of a plan in the way that was chosen. `step` is the uniform of records, `parameters` the buffer that holds the packed
 * parameters at its beginning.
 */
export async function gradientKernels(
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  variant: GradientVariant,
  step: GPUBufferBinding,
  parameters: GPUBuffer,
): Promise<GradientKernels> {
  const { network, noise, perturbation } = plan;
  const levels = Float32Array.from(noise.levels.flatMap((sigma) => [sigma, Math.log(sigma)]));
  const rows = { training: step, sigmas: { buffer: await buffers.filled('noise levels', levels) } };
  const constants = rowConstants;
  const data = await trainingData(device, buffers, plan, { constants, buffers: rows });
  const parts = [
    ...[
      'random/philox',
      'random/normal',
      'training/training_step',
      'training/perturb',
      `training/perturbation_${perturbation}`,
    ],
    ...[data.part, levelsPart(plan), ...networkParts(network)],
  ];
  const buffersFor: RowKernels['buffersFor'] = async (ranges) => ({ ...rows, data: await data.bufferFor(ranges) });
  const made = { parts, constants, buffersFor };
  const kernels =
    variant.form === 'lanes'
      ? await gradientLanes(device, buffers, plan, variant, parameters, made)
      : await gradientPlanes(device, buffers, plan, variant, parameters, made);
  return {
    ...kernels,
    encode(...range) {
      data.encode(...range);
      kernels.encode(...range);
    },
  };
}

/** The shader file that gives the rows their noise levels. */
function levelsPart({ noisePerRow }: TrainingPlan): string {
  if (typeof noisePerRow === 'object') return 'training/levels_log_normal';
  return {
    'all-levels': 'training/levels_all',
    'one-level': 'training/levels_one',
    'log-uniform': 'training/levels_log_uniform',
  }[noisePerRow];
}

/** Constants of the shader files that make the rows: none of the data or the settings, whose every value would compile anew. */
const rowConstants: Constants = {
  PERTURBATION_STREAM: streams.perturbation,
  ROWS_STREAM: streams.rows,
  LEVELS_STREAM: streams.levels,
};

/** What makes the rows of a step, for any kernel to be put behind it. */
interface RowKernels {
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

// More would only lengthen the sums over partial gradients.
const mostSlices = 16;
const mostLaneWorkgroups = 512;

const gradientLanes: Build<LaneGradient> = async (
  device,
  buffers,
  { network, rows: count },
  { groups, wide, rowsIn },
  parameters,
  made,
) => {
  const { dimension } = network;
  const blocks = hiddenBlocks(network);
  // The invocations that so many hidden units each do not need share out the rows; a power of two divides them evenly.
  const slices = Math.min(mostSlices, 2 ** Math.floor(Math.log2((64 * wide) / blocks)));
  const constants = {
    ...made.constants,
    ...laneConstants(network, groups),
    SLICES: slices,
    WIDE: wide,
  };
  const kernel = await device.kernel(
    [...made.parts, `training/rows_in_${rowsIn}`, 'training/gradient_lanes'],
    constants,
  );
  const rowsPerWorkgroup = 4 * 64 * groups;
  const { floats } = lanePacking(network);
  const workgroups = Math.max(
    1,
    Math.min(
      mostLaneWorkgroups,
      Math.floor(device.scratchBytes / (4 * slices * floats)),
      Math.ceil(count / rowsPerWorkgroup),
    ),
  );
  const splits = workgroups * slices;
  const partials = await buffers.storage('partial gradients', 4 * splits * floats);
  const partialLosses = await buffers.storage('partial losses', 4 * workgroups);
  const ranges = rangesOf(count, workgroups * rowsPerWorkgroup);
  const bound = kernel.bind({
    ...(await made.buffersFor(ranges)),
    network: { buffer: parameters, size: 4 * floats },
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
    ...(rowsIn === 'storage' && {
      rows: { buffer: await buffers.storage('rows', 16 * workgroups * (2 * dimension + 1) * 64 * groups) },
      sums: { buffer: await buffers.storage('sums of rows', 4 * workgroups * (dimension + 1) * 64) },
    }),
  });
  return {
    partials,
    partialLosses,
    splits,
    losses: workgroups,
    blocks: hiddenBlocks(network),
    ranges,
    encode: (pass, { first_row, end_row }, offset) =>
      bound.dispatch(pass, offset, Math.ceil((end_row - first_row) / rowsPerWorkgroup)),
  };
};
