import { rangesOf } from '../../plan/row_ranges.ts';
import { sharesOf } from '../device/occupancy.ts';
import { denseKernels } from '../network/dense.ts';
import { planesOf } from '../network/planes.ts';
import { tilingFor } from '../network/tiling.ts';
import type { PlanesVariant } from '../tuning/variants.ts';
import type { Build } from './gradient.ts';

// Arithmetic of one range of rows, in operations: a slow GPU takes some ten ms for it, far from any watchdog.
const mostWork = 2e10;
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
  { network, rows: count },
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
  const partials = await buffers.storage('partial gradients', 4 * splits * floats);
  const partialLosses = await buffers.storage('partial losses', 4 * losses);
  const kept = {
    parameters: { buffer: parameters, size: 4 * floats },
    activations: { buffer: await buffers.storage('activations', 16 * planes * stride) },
    deltas: { buffer: await buffers.storage('deltas', 16 * planes * stride) },
    transposed: { buffer: await buffers.storage('transposed parameters', 4 * floats) },
  };
  const dense = await denseKernels(device, buffers, network, layers, tiling, stride, kept);
  const ranges = rangesOf(count, 4 * stride);
  const rowBuffers = await made.buffersFor(ranges);
  const bindings = (layer: number) => ({
    ...rowBuffers,
    ...kept,
    layer: dense.layer(layer),
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
  });
  const [perturb, loss, weightGradient] = await Promise.all([
    device.kernel(
      [...made.parts, 'network/layer', 'network/planes', 'network/deltas', 'training/perturb_planes'],
      made.constants,
    ),
    device.kernel(
      [...made.parts, 'network/layer', 'network/planes', 'network/deltas', 'training/loss_planes'],
      made.constants,
    ),
    device.kernel(
      [
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
    ranges,
    encode(pass, { first_row, end_row }, offset) {
      const quads = Math.ceil((end_row - first_row) / 4);
      // All quads of the last tile, so that none computes with what was never written.
      const padded = Math.ceil(quads / quadsPerTile) * tiling.vectors;
      if (first_row === 0) dense.transpose(pass);
      boundPerturb.dispatch(pass, offset, padded, sharesOf(device, quads, layers[0]!.inputs));
      dense.forward(pass, quads);
      boundLoss.dispatch(pass, offset, padded);
      dense.backward(pass, quads);
      boundGradients.forEach((bound, l) => {
        const { x, y } = weightTiles[l]!;
        bound.dispatch(pass, offset, x, y, splits);
      });
    },
  };
};
