import type { GaussianMixture } from '../../../distributions/gaussian_mixture.ts';
import type { Model } from '../../../network.ts';
import type { Buffers, Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import { denseKernels } from '../network/dense.ts';
import { hiddenBlocks, laneConstants, lanePacking, pack } from '../network/lanes.ts';
import { dataDeviation, networkParts } from '../network/parts.ts';
import { planePacking, planesOf } from '../network/planes.ts';
import { tilingFor } from '../network/tiling.ts';
import type { LaneWalk, PlanesVariant, WalkVariant } from '../tuning/variants.ts';
import { type Constants, float } from '../wgsl/compose.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';

/**
 * A score function as the Langevin kernel takes it: shader files that define it, and their buffers. The seam for further
 * kinds of score: whatever defines score() for particles in lanes, or score_at() for those in planes, can be walked.
 */
export interface ScoreKernels {
  /** Whether particles stay in registers (lanes), for many steps of a dispatch, or in storage (planes), for one. */
  readonly form: 'lanes' | 'planes';
  readonly parts: readonly string[];
  readonly constants: Constants;
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
  /** What its shader loops over: components of a mixture, or blocks of four hidden units. */
  readonly terms: number;
  /** Quads of particles that a workgroup takes, of the walk in lanes or of the layers in planes. */
  readonly quadsPerWorkgroup: number;
  /** Workgroups that a dispatch may have. */
  readonly mostWorkgroups: number;
  /**
   * Of scores in planes: prepares the dispatches that leave the scores of a range of particles there, to go before the
   * kernel that uses them. `shared` has what a dispatch is told and the particles.
   */
  readonly prelude?: (shared: Readonly<Record<string, GPUBufferBinding>>) => Promise<Prelude>;
  /** Whether it was written for these very parameters, so that keeping it for others would be in vain. */
  readonly frozen: boolean;
  /** Rough arithmetic of one particle-step, to choose the size of the first submission. */
  readonly work: number;
}

/** Encodes what goes before a dispatch over so many quads, whose record is at `offset`. */
export type Prelude = (pass: GPUComputePassEncoder, offset: number, quads: number) => void;

/** A score as kernels are made of it: a network with the variant that was chosen for it, or a distribution. */
export type ChosenScore = { readonly model: Model; readonly variant: WalkVariant } | GaussianMixture;

/** The field `data_deviation` of the struct Walk of shaders/sampling/walk.wgsl. */
export function dataDeviationOf(score: ChosenScore): number {
  return 'model' in score ? dataDeviation(score.model.network) : 1;
}

// Dimensions up to which a mixture's particles stay in registers.
const mixtureLanes = 8;

/** Prepares a score for walking at these noise levels. */
export async function scoreKernels(
  device: Device,
  buffers: Buffers,
  score: ChosenScore,
  sigmas: readonly number[],
  quads: number,
): Promise<ScoreKernels> {
  if ('weights' in score) return mixtureKernels(device, buffers, score, sigmas, quads);
  const { model, variant } = score;
  return variant.form === 'lanes'
    ? networkLanes(device, buffers, model, variant)
    : networkPlanes(device, buffers, model, variant, quads);
}

async function networkLanes(
  device: Device,
  buffers: Buffers,
  { network, parameters }: Model,
  { groups, frozen }: LaneWalk,
): Promise<ScoreKernels> {
  const packed = pack(lanePacking(network), parameters);
  const blocks = hiddenBlocks(network);
  const constants = laneConstants(network, groups);
  const form = {
    ...lanes(device, groups),
    terms: blocks,
    work: 2 * parameters.length,
  };
  if (frozen) {
    return {
      ...form,
      parts: ['sampling/particles_lanes', ...networkParts(network), 'fields/score_network_lanes'],
      constants: { ...constants, FROZEN_BLOCKS: blocks, network: vectors(packed) },
      frozen,
      buffers: {},
    };
  }
  return {
    ...form,
    parts: ['sampling/particles_lanes', ...networkParts(network), 'fields/network_told', 'fields/score_network_lanes'],
    constants,
    frozen,
    buffers: { network: { buffer: await buffers.filled('network', packed, usage.uniform) } },
  };
}

/** A WGSL array of vectors of four. */
function vectors(values: Float32Array): string {
  const rows = Array.from({ length: values.length / 4 }, (_, i) => {
    return `vec4f(${Array.from(values.subarray(4 * i, 4 * i + 4), float).join(', ')})`;
  });
  return `array(${rows.join(', ')})`;
}

async function networkPlanes(
  device: Device,
  buffers: Buffers,
  { network, parameters }: Model,
  variant: PlanesVariant,
  quads: number,
): Promise<ScoreKernels> {
  const tiling = tilingFor(variant.tiling, quads);
  const layout = planesOf(network, tiling, { keep: false });
  const { layers, planes } = layout;
  const range = rangeOf(device, planes, quads, tiling.vectors);
  const activations = { buffer: await buffers.storage('activations', 16 * planes * range.stride) };
  const packed = { buffer: await buffers.filled('parameters', pack(planePacking(layout), parameters)) };
  const dense = await denseKernels(device, buffers, network, layers, tiling, range.stride, {
    ...{ parameters: packed, activations },
  });
  return {
    ...range,
    form: 'planes',
    parts: ['network/layer', 'network/planes', ...networkParts(network), 'fields/score_network_planes'],
    constants: {},
    frozen: false,
    buffers: { layer: dense.layer(layers.length - 1), activations },
    terms: 0,
    async prelude(shared) {
      const parts = [
        'sampling/walk',
        'network/layer',
        'network/planes',
        ...networkParts(network),
        'sampling/particles_planes',
      ];
      const kernel = await device.kernel(parts);
      const inputs = kernel.bind({ ...shared, layer: dense.layer(0), activations });
      return (pass, offset, quads) => {
        // All quads of the last tile, so that none computes with what was never written.
        inputs.dispatch(pass, offset, Math.ceil(quads / (64 * tiling.vectors)) * tiling.vectors);
        dense.forward(pass, quads);
      };
    },
    work: 2 * parameters.length,
  };
}

async function mixtureKernels(
  device: Device,
  buffers: Buffers,
  score: GaussianMixture,
  sigmas: readonly number[],
  quads: number,
): Promise<ScoreKernels> {
  const { dimension } = score;
  const mixture = { buffer: await buffers.filled('mixture', mixtureRecords(score, sigmas)) };
  const components = score.weights.length;
  const work = 10 * components * (dimension + 2);
  if (dimension <= mixtureLanes) {
    return {
      ...lanes(device, 1),
      parts: ['sampling/particles_lanes', 'fields/score_mixture_lanes'],
      constants: { DIMENSION: dimension, GROUPS: 1 },
      frozen: false,
      buffers: { mixture },
      terms: components,
      work,
    };
  }
  const range = rangeOf(device, dimension, quads, 1);
  const activations = { buffer: await buffers.storage('scores', 16 * dimension * range.stride) };
  const records = createRecords(await buffers.uniform('scores', recordStride), 'network/layer', 'Layer');
  const nothing = {
    inputs: 0,
    weight: 0,
    source: 0,
    result: 0,
    true_inputs: 0,
    output_tile: 0,
    input_tile: 0,
    weight_tile: 0,
  };
  records.add({ ...nothing, outputs: dimension, true_outputs: dimension, stride: range.stride });
  records.flush(device.gpu.queue);
  const planes = { layer: { buffer: records.buffer, size: records.size }, activations };
  return {
    ...range,
    form: 'planes',
    parts: ['network/layer', 'network/planes', 'fields/score_mixture_planes'],
    constants: {},
    frozen: false,
    buffers: planes,
    terms: components,
    async prelude(shared) {
      const kernel = (
        await device.kernel(['sampling/walk', 'network/layer', 'network/planes', 'fields/mixture_planes'])
      ).bind({
        ...{ ...shared, ...planes, mixture },
      });
      return (pass, offset, quads) => kernel.dispatch(pass, offset, Math.ceil(quads / 64));
    },
    work,
  };
}

function lanes(device: Device, groups: number): Pick<ScoreKernels, 'form' | 'quadsPerWorkgroup' | 'mostWorkgroups'> {
  return {
    form: 'lanes',
    quadsPerWorkgroup: 64 * groups,
    mostWorkgroups: device.gpu.limits.maxComputeWorkgroupsPerDimension,
  };
}

/** How many quads a dispatch may take whose planes fit in scratch memory, in whole tiles of so many vectors. */
function rangeOf(
  device: Device,
  planes: number,
  quads: number,
  vectors: number,
): Pick<ScoreKernels, 'quadsPerWorkgroup' | 'mostWorkgroups'> & { stride: number } {
  const tiles = Math.min(
    Math.floor(device.scratchBytes / (16 * planes * 64 * vectors)),
    Math.ceil(quads / (64 * vectors)),
    Math.floor(device.gpu.limits.maxComputeWorkgroupsPerDimension / vectors),
  );
  const mostWorkgroups = Math.max(1, tiles);
  const quadsPerWorkgroup = 64 * vectors;
  return { quadsPerWorkgroup, mostWorkgroups, stride: quadsPerWorkgroup * mostWorkgroups };
}

/** For each level, for each component: ln w − d/2·ln v, then 1/v, then the mean, with v = s² + σ². */
function mixtureRecords(
  { dimension, weights, means, deviations }: GaussianMixture,
  sigmas: readonly number[],
): Float32Array {
  return Float32Array.from(
    sigmas.flatMap((sigma) =>
      weights.flatMap((weight, k) => {
        const variance = deviations[k]! ** 2 + sigma ** 2;
        return [Math.log(weight) - (dimension / 2) * Math.log(variance), 1 / variance, ...means[k]!];
      }),
    ),
  );
}
