import { rangesOf } from '../../plan/row_ranges.ts';
import { hiddenBlocks, laneConstants, lanePacking } from '../network/lanes.ts';
import type { LaneGradient } from '../tuning/variants.ts';
import type { Build } from './gradient.ts';

// More would only lengthen the sums over partial gradients.
const mostSlices = 16;
const mostLaneWorkgroups = 512;

/** The gradient of a network with one small hidden layer, fused: rows stay in registers and workgroup memory. */
export const gradientLanes: Build<LaneGradient> = async (
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
