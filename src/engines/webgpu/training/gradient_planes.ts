import { partsOf, rangesOf } from '../../plan/row_ranges.ts';
import { sharesOf } from '../device/occupancy.ts';
import { denseKernels } from '../network/dense.ts';
import { memberFloats, memberPart } from '../network/members.ts';
import { conditionOf } from '../network/parts.ts';
import { planesOf } from '../network/planes.ts';
import { tilingFor } from '../network/tiling.ts';
import type { PlanesVariant } from '../tuning/variants.ts';
import { type Build, mostInDirection, mostWork } from './gradient.ts';

// Workgroups that the sums over rows should keep busy; more splits mean more partial sums to write and to add up.
const summingWorkgroups = { hardware: 2048, software: 128 };
const mostSplits = 64;

/**
 * The gradient of a network of any shape, a dispatch for each layer and direction, its units in planes of storage: no
 * invocation waits for another, and each weight that is loaded serves many rows.
 */
export const gradientPlanes: Build<PlanesVariant> = async (
  device,
  buffers,
  { network, rows: count, members },
  variant,
  parameters,
  made,
) => {
  const tiling = tilingFor(variant.tiling, Math.ceil(count / 4));
  const { layers, planes, floats } = planesOf(network, tiling, { keep: true });
  // Whole tiles of rows, as many as scratch memory holds of their activations and deltas.
  const quadsPerTile = 64 * tiling.vectors;
  const tiles = Math.max(
    1,
    Math.min(
      Math.floor(device.scratchBytes / (16 * planes * quadsPerTile)),
      Math.floor(mostWork / (6 * floats * 4 * quadsPerTile)),
      Math.ceil(count / 4 / quadsPerTile),
    ),
  );
  const stride = tiles * quadsPerTile;
  const { weights } = tiling;
  const weightTiles = layers.map(({ inputs, outputs }) => ({
    x: Math.ceil(outputs / weights.units),
    y: Math.ceil(inputs / weights.units),
  }));
  const wanted = summingWorkgroups[device.adapter.type === 'software' ? 'software' : 'hardware'];
  const splits = Math.max(
    1,
    Math.min(
      mostSplits,
      Math.ceil(wanted / weightTiles.reduce((sum, { x, y }) => sum + x * y, 0)),
      Math.ceil(Math.min(stride, count / 4) / 16),
      Math.floor(device.scratchBytes / (4 * floats)),
    ),
  );
  const losses = Math.ceil(count / 4);
  // Scratch memory of a member.
  const bytes = { partials: 4 * splits * floats, planes: 16 * planes * stride };
  const mostTogether = Math.max(
    1,
    Math.min(
      ...[members.length, made.mostTogether, Math.floor(mostInDirection / splits)],
      Math.floor(device.scratchBytes / Math.max(bytes.partials, bytes.planes, 4 * losses)),
      Math.floor(mostWork / (6 * floats * Math.min(count, 4 * stride))),
    ),
  );
  // As many in one dispatch as in another.
  const together = Math.ceil(members.length / Math.ceil(members.length / mostTogether));
  const partials = await buffers.storage('partial gradients', together * bytes.partials);
  const partialLosses = await buffers.storage('partial losses', 4 * together * losses);
  const allParameters = 4 * members.length * memberFloats(floats, members.length);
  const kept = {
    parameters: { buffer: parameters, size: allParameters },
    activations: { buffer: await buffers.storage('activations', together * bytes.planes) },
    deltas: { buffer: await buffers.storage('deltas', together * bytes.planes) },
    transposed: { buffer: await buffers.storage('transposed parameters', allParameters) },
  };
  const dense = await denseKernels(device, buffers, network, { layers, planes, floats }, tiling, stride, kept, {
    count: members.length,
    together,
  });
  const parts = partsOf(members.length, together, rangesOf(count, 4 * stride));
  const condition = conditionOf(network, 'training');
  const rowBuffers = await made.buffersFor(parts);
  const bindings = (layer: number) => ({
    ...rowBuffers,
    ...kept,
    layer: dense.layer(layer),
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
  });
  const [perturb, loss, weightGradient] = await Promise.all([
    device.kernel(
      [
        ...[...made.parts, ...condition.parts, 'network/layer', 'network/planes', 'network/deltas'],
        'training/perturb_planes',
      ],
      { ...made.constants, ...condition.constants },
    ),
    device.kernel(
      [...made.parts, 'network/layer', 'network/planes', 'network/deltas', 'training/loss_planes'],
      made.constants,
    ),
    device.kernel(
      [
        memberPart(members.length),
        'training/training_step',
        'network/layer',
        'network/planes',
        'network/deltas',
        'training/weight_gradient',
        weights.part,
      ],
      weights.constants,
    ),
  ]);
  const boundPerturb = perturb.bind(bindings(0));
  const boundLoss = loss.bind(bindings(layers.length - 1));
  const boundGradients = layers.map((_, l) => weightGradient.bind(bindings(l)));
  return {
    partials,
    partialLosses,
    splits,
    losses,
    blocks: 0,
    ...{ together, parts },
    encode(pass, part, offset) {
      const { first_row, end_row } = part;
      const count = part.end_member - part.first_member;
      const quads = Math.ceil((end_row - first_row) / 4);
      // All quads of the last tile, so that none computes with what was never written.
      const padded = Math.ceil(quads / quadsPerTile) * tiling.vectors;
      if (first_row === 0) dense.transpose(pass, part);
      boundPerturb.dispatch(pass, offset, padded, sharesOf(device, quads, layers[0]!.inputs), count);
      dense.forward(pass, quads, part);
      boundLoss.dispatch(pass, offset, padded, 1, count);
      dense.backward(pass, quads, part);
      boundGradients.forEach((bound, l) => {
        const { x, y } = weightTiles[l]!;
        bound.dispatch(pass, offset, x, y, count * splits);
      });
    },
  };
};
