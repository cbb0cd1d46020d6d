import { partsOf, rangesOf } from '../../plan/row_ranges.ts';
import { hiddenBlocks, laneConstants, lanePacking } from '../network/lanes.ts';
import { memberFloats } from '../network/members.ts';
import type { LaneGradient } from '../tuning/variants.ts';
import { type Build, mostInDirection, mostWork } from './gradient.ts';

/** What a binding of uniforms shows on every device. */
const mostUniformBytes = 65_536;

// More would only lengthen the sums over partial gradients.
const mostSlices = 16;
const mostLaneWorkgroups = 512;

/** The gradient of a network with one small hidden layer, fused: rows stay in registers and workgroup memory. */
export const gradientLanes: Build<LaneGradient> = async (
  device,
  buffers,
  { network, rows: count, members },
  { groups, wide, rowsIn },
  parameters,
  made,
) => {
  const { dimension } = network;
  const blocks = hiddenBlocks(network);
  // The invocations that so many hidden units each do not need share out the rows; a power of two divides them evenly.
  const slices = Math.min(mostSlices, 2 ** Math.floor(Math.log2((64 * wide) / blocks)));
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
  // Scratch memory of a member.
  const bytes = {
    partials: 4 * splits * floats,
    rows: 16 * workgroups * (2 * dimension + 1) * 64 * groups,
    sums: 4 * workgroups * (dimension + 1) * 64,
  };
  const most = Math.max(bytes.partials, ...(rowsIn === 'storage' ? [bytes.rows, bytes.sums] : []));
  const work = 6 * floats * Math.min(count, workgroups * rowsPerWorkgroup);
  const networkBytes = 4 * memberFloats(floats, members.length);
  const mostTogether = Math.max(
    1,
    Math.min(
      ...[members.length, made.mostTogether, mostInDirection],
      Math.floor(mostUniformBytes / networkBytes),
      Math.floor(device.scratchBytes / most),
      Math.floor(mostWork / work),
    ),
  );
  // As many in one dispatch as in another.
  const together = Math.ceil(members.length / Math.ceil(members.length / mostTogether));
  const constants = {
    ...made.constants,
    ...laneConstants(network, groups),
    SLICES: slices,
    WIDE: wide,
    NETWORKS: together,
    NETWORK_STEP: networkBytes / 16,
  };
  const kernel = await device.kernel(
    [...made.parts, `training/rows_in_${rowsIn}`, 'training/gradient_lanes'],
    constants,
  );
  const partials = await buffers.storage('partial gradients', together * bytes.partials);
  const partialLosses = await buffers.storage('partial losses', 4 * together * workgroups);
  const parts = partsOf(members.length, together, rangesOf(count, workgroups * rowsPerWorkgroup));
  const shared = {
    ...(await made.buffersFor(parts)),
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
    ...(rowsIn === 'storage' && {
      rows: { buffer: await buffers.storage('rows', together * bytes.rows) },
      sums: { buffer: await buffers.storage('sums of rows', together * bytes.sums) },
    }),
  };
  // Those of the last part may be fewer; what their binding shows beyond them is other parts of the state.
  const size = together * networkBytes;
  const bound = Array.from({ length: Math.ceil(members.length / together) }, (_, i) =>
    kernel.bind({ ...shared, network: { buffer: parameters, offset: i * size, size } }),
  );
  return {
    partials,
    partialLosses,
    splits,
    losses: workgroups,
    blocks: hiddenBlocks(network),
    ...{ together, parts },
    encode: (pass, { first_row, end_row, first_member, end_member }, offset) =>
      bound[first_member / together]!.dispatch(
        pass,
        offset,
        Math.ceil((end_row - first_row) / rowsPerWorkgroup),
        1,
        end_member - first_member,
      ),
  };
};
