import { columnsOfParticles } from '../../../contexts/conditional.ts';
import { ArgumentError } from '../../../errors.ts';
import type { Model } from '../../../network.ts';
import type { Float32Points } from '../../../points.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { sharesOf } from '../device/occupancy.ts';
import { usage } from '../device/usage.ts';
import { toQuads } from '../sampling/quads.ts';
import { fieldBuffer, inLanes, inPlanes, type ScoreKernels } from '../sampling/score_kernels.ts';
import type { LaneSampling, PlanesVariant, SamplingVariant } from '../tuning/variants.ts';
import { float } from '../wgsl/compose.ts';
import { type DenseKernels, denseKernels } from './dense.ts';
import { hiddenBlocks, laneConstants, lanePacking, pack } from './lanes.ts';
import { conditionOf, dataDeviation, networkParts } from './parts.ts';
import { type PlaneLayer, planePacking, planesOf } from './planes.ts';
import { tilingFor } from './tiling.ts';

/** The score of a network by one of the ways to compute it; its context, if it has one, is one for each particle. */
export async function networkKernels(
  device: Device,
  buffers: Buffers,
  model: Model,
  variant: SamplingVariant,
  quads: number,
): Promise<ScoreKernels> {
  if (variant.form === 'lanes') return networkLanes(device, buffers, model, variant);
  return (await networkPlanes(device, buffers, model, variant, quads)).kernels;
}

async function networkLanes(
  device: Device,
  buffers: Buffers,
  { network, parameters }: Model,
  { groups, frozen }: LaneSampling,
): Promise<ScoreKernels> {
  const packed = pack(lanePacking(network), parameters);
  const blocks = hiddenBlocks(network);
  const constants = laneConstants(network, groups);
  const field = await fieldBuffer(buffers, {
    terms: blocks,
    dimension: network.dimension,
    dataDeviation: dataDeviation(network),
  });
  const own = ['sampling/particles_lanes', 'fields/field', ...networkParts(network)];
  const form = {
    ...inLanes(device, groups),
    work: 2 * parameters.length,
    frozen,
  };
  if (frozen) {
    return {
      ...form,
      parts: [...own, 'fields/score_network_lanes'],
      constants: { ...constants, FROZEN_BLOCKS: blocks, network: vectors(packed) },
      buffers: field,
    };
  }
  return {
    ...form,
    parts: [...own, 'fields/network_buffer', 'fields/score_network_lanes'],
    constants,
    buffers: { ...field, network: { buffer: await buffers.filled('network', packed, usage.uniform) } },
  };
}

/** A WGSL array of vectors of four. */
function vectors(values: Float32Array): string {
  const rows = Array.from({ length: values.length / 4 }, (_, i) => {
    return `vec4f(${Array.from(values.subarray(4 * i, 4 * i + 4), float).join(', ')})`;
  });
  return `array(${rows.join(', ')})`;
}

/** The score of a network whose units lie in planes, and where its layers are. */
export interface NetworkPlanes {
  readonly kernels: ScoreKernels;
  readonly dense: DenseKernels;
  readonly layers: readonly PlaneLayer[];
  readonly moved?: GPUBufferBinding;
}

/** @param tangents at a point, along which derivatives are wanted, too: then slopes are kept, and room is made for them */
export async function networkPlanes(
  device: Device,
  buffers: Buffers,
  model: Model,
  variant: PlanesVariant,
  quads: number,
  tangents = 0,
): Promise<NetworkPlanes> {
  const { network, parameters } = model;
  const tiling = tilingFor(variant.tiling, quads);
  const keep = tangents > 0;
  const layout = planesOf(network, tiling, { keep });
  const { layers, planes } = layout;
  const range = inPlanes(device, keep ? (2 + tangents) * planes : planes, quads, tiling.vectors);
  const bytes = 16 * planes * range.stride;
  const activations = { buffer: await buffers.storage('activations', bytes) };
  const along = keep && {
    deltas: { buffer: await buffers.storage('slopes', bytes) },
    moved: { buffer: await buffers.storage('derivatives along tangents', tangents * bytes) },
  };
  const packed = { buffer: await buffers.filled('parameters', pack(planePacking(layout), parameters)) };
  const field = await fieldBuffer(buffers, {
    terms: 0,
    dimension: network.dimension,
    dataDeviation: dataDeviation(network),
  });
  const condition = conditionOf(network, 'sampling');
  const contexts = network.context && (await contextBuffer(device, buffers, columnsOfParticles(model)));
  const own = ['network/layer', 'network/planes', 'fields/field', ...networkParts(network)];
  const dense = await denseKernels(device, buffers, network, layout, tiling, range.stride, {
    ...{ parameters: packed, activations, ...along },
  });
  const kernels: ScoreKernels = {
    ...range,
    parts: [...own, 'fields/score_network_planes'],
    constants: {},
    frozen: false,
    buffers: { ...field, layer: dense.layer(layers.length - 1), activations },
    async prelude(shared) {
      const parts = ['sampling/dispatch', ...own, ...condition.parts, 'sampling/particles_planes'];
      const kernel = await device.kernel(parts, condition.constants);
      const inputs = kernel.bind({ ...shared, ...field, ...contexts, layer: dense.layer(0), activations });
      return (pass, offset, quads) => {
        // All quads of the last tile, so that none computes with what was never written.
        const padded = Math.ceil(quads / (64 * tiling.vectors)) * tiling.vectors;
        inputs.dispatch(pass, offset, padded, sharesOf(device, quads, layers[0]!.inputs));
        dense.forward(pass, quads);
      };
    },
    work: 2 * parameters.length,
  };
  return { kernels, dense, layers, ...(along && { moved: along.moved }) };
}

/** The columns of the contexts of particles, in quads as these are. @throws ArgumentError when a binding cannot show them */
async function contextBuffer(
  device: Device,
  buffers: Buffers,
  columns: Float32Points,
): Promise<{ readonly contexts: GPUBufferBinding }> {
  const [count, width] = columns.shape;
  const most = 4 * Math.floor(device.largestBinding / (16 * width));
  if (count > most)
    throw new ArgumentError(
      'particles',
      count,
      `at most ${most} with contexts of ${width} value(s) on this device`,
      'sampleInChunks draws them a part at a time.',
    );
  return { contexts: { buffer: await buffers.filled('contexts', toQuads(columns)) } };
}
