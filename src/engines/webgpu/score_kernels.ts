import type { GaussianMixture } from '../../distributions/gaussian_mixture.ts';
import type { Score } from '../../engine.ts';
import { type Model, parameterCount } from '../../network.ts';
import { isModel } from '../options.ts';
import { columnBytes, columnQuads, columnUnits, shapeOf } from './columns.ts';
import type { Buffers, Device } from './device.ts';
import { fitsLanes, hiddenBlocks, laneConstants, lanePacking, pack } from './network_lanes.ts';
import { networkConstants, networkParts } from './network_parts.ts';
import type { Constants } from './shader.ts';
import { usage } from './usage.ts';

/**
 * A score function as the Langevin kernel takes it: shader files that define it, and their buffers. The seam for further
 * kinds of score: whatever defines score() for particles in lanes or in columns can be walked.
 */
export interface ScoreKernels {
  /** Whether particles stay in registers (lanes) or in storage (columns). */
  readonly form: 'lanes' | 'columns';
  readonly parts: readonly string[];
  readonly constants: Constants;
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
  /** What its shader loops over: components of a mixture, or blocks of four hidden units. */
  readonly terms: number;
  /** Quads of particles that a workgroup takes. */
  readonly quadsPerWorkgroup: number;
  /** Workgroups that a dispatch may have. */
  readonly mostWorkgroups: number;
  /** Rough arithmetic of one particle-step, to choose the size of the first submission. */
  readonly work: number;
}

// Vectors of four particles that an invocation carries: each weight that is loaded serves all of them.
const particleVectors = 4;
// Dimensions up to which a mixture's particles stay in registers.
const mixtureLanes = 8;

/** Prepares a score for walking at these noise levels. */
export async function scoreKernels(
  device: Device,
  buffers: Buffers,
  score: Score,
  sigmas: readonly number[],
  quads: number,
): Promise<ScoreKernels> {
  if (!isModel(score)) return mixtureKernels(device, buffers, score, sigmas, quads);
  return fitsLanes(score.network)
    ? networkLanes(device, buffers, score)
    : networkColumns(device, buffers, score, quads);
}

async function networkLanes(device: Device, buffers: Buffers, { network, parameters }: Model): Promise<ScoreKernels> {
  const groups = Math.max(1, Math.floor(particleVectors / network.dimension));
  const packed = await buffers.filled('network', pack(lanePacking(network), parameters), usage.uniform);
  return {
    ...lanes(device, groups),
    parts: ['particles_lanes', ...networkParts(network), 'score_network_lanes'],
    constants: { ...laneConstants(network, groups), ...networkConstants(network) },
    buffers: { network: { buffer: packed } },
    terms: hiddenBlocks(network),
    work: 2 * parameters.length,
  };
}

async function networkColumns(
  device: Device,
  buffers: Buffers,
  { network, parameters }: Model,
  quads: number,
): Promise<ScoreKernels> {
  const bytes = columnBytes(columnUnits(network));
  const mostWorkgroups = columnWorkgroups(device, bytes, quads);
  return {
    form: 'columns',
    parts: ['columns', ...networkParts(network), 'store_activation', 'forward_columns', 'score_network_columns'],
    constants: networkConstants(network),
    buffers: {
      shape: { buffer: await buffers.filled('shape', shapeOf(network)) },
      parameters: { buffer: await buffers.filled('parameters', parameters) },
      activations: { buffer: await buffers.storage('activations', mostWorkgroups * bytes) },
    },
    terms: 0,
    quadsPerWorkgroup: columnQuads,
    mostWorkgroups,
    work: 2 * parameterCount(network),
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
      parts: ['particles_lanes', 'score_mixture_lanes'],
      constants: { DIMENSION: dimension, GROUPS: 1 },
      buffers: { mixture },
      terms: components,
      work,
    };
  }
  const bytes = columnBytes(dimension);
  const mostWorkgroups = columnWorkgroups(device, bytes, quads);
  return {
    form: 'columns',
    parts: ['score_mixture_columns'],
    constants: {},
    buffers: { mixture, sums: { buffer: await buffers.storage('sums', mostWorkgroups * bytes) } },
    terms: components,
    quadsPerWorkgroup: columnQuads,
    mostWorkgroups,
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

function columnWorkgroups(device: Device, bytes: number, quads: number): number {
  return Math.max(
    1,
    Math.min(
      Math.floor(device.scratchBytes / bytes),
      Math.ceil(quads / columnQuads),
      device.gpu.limits.maxComputeWorkgroupsPerDimension,
    ),
  );
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
