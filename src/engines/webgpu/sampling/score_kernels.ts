import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import type { Constants, Part } from '../wgsl/compose.ts';

/**
 * A score function as the kernels of sampling/ take it: shader files that define it, and their buffers. The seam for further
 * kinds of score: whatever defines score() for particles in lanes, or score_at() for those in planes, can be sampled.
 */
export interface ScoreKernels {
  /** Whether particles stay in registers (lanes), for many updates of a dispatch, or in storage (planes), for one. */
  readonly form: 'lanes' | 'planes';
  readonly parts: readonly Part[];
  readonly constants: Constants;
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
  /** Quads of particles that a workgroup takes, of the updates in lanes or of the layers in planes. */
  readonly quadsPerWorkgroup: number;
  /** Workgroups that a dispatch may have. */
  readonly mostWorkgroups: number;
  /**
   * Of scores in planes: prepares the dispatches that leave the scores of a range of particles there, to go before the
   * kernel that uses them. `shared` has the record of a dispatch, the stages and the particles.
   */
  readonly prelude?: (shared: Readonly<Record<string, GPUBufferBinding>>) => Promise<Prelude>;
  /** Whether it was written for these very parameters, so that keeping it for others would be in vain. */
  readonly frozen: boolean;
  /** Rough arithmetic of one update of a particle, in operations. */
  readonly work: number;
}

/** Encodes what goes before a dispatch over so many quads, whose record is at `offset`. */
export type Prelude = (pass: GPUComputePassEncoder, offset: number, quads: number) => void;

/** Dimensions up to which particles stay in registers under a score without weights, such as a mixture's. */
export const mostInLanes = 8;

/** The ranges of particles in lanes. */
export function inLanes(
  device: Device,
  groups: number,
): Pick<ScoreKernels, 'form' | 'quadsPerWorkgroup' | 'mostWorkgroups'> {
  return {
    form: 'lanes',
    quadsPerWorkgroup: 64 * groups,
    mostWorkgroups: device.gpu.limits.maxComputeWorkgroupsPerDimension,
  };
}

/** How many quads a dispatch may take whose planes fit in scratch memory, in whole tiles of so many vectors. */
export function inPlanes(
  device: Device,
  planes: number,
  quads: number,
  vectors: number,
): Pick<ScoreKernels, 'form' | 'quadsPerWorkgroup' | 'mostWorkgroups'> & { stride: number } {
  const tiles = Math.min(
    Math.floor(device.scratchBytes / (16 * planes * 64 * vectors)),
    Math.ceil(quads / (64 * vectors)),
    Math.floor(device.gpu.limits.maxComputeWorkgroupsPerDimension / vectors),
  );
  const mostWorkgroups = Math.max(1, tiles);
  const quadsPerWorkgroup = 64 * vectors;
  return { form: 'planes', quadsPerWorkgroup, mostWorkgroups, stride: quadsPerWorkgroup * mostWorkgroups };
}

/** The struct Field of shaders/fields/field.wgsl. */
export async function fieldBuffer(
  buffers: Buffers,
  {
    terms,
    dimension,
    dataDeviation = 1,
  }: { readonly terms: number; readonly dimension: number; readonly dataDeviation?: number },
): Promise<{ readonly field: GPUBufferBinding }> {
  const record = new Uint32Array(4);
  record[0] = terms;
  new Float32Array(record.buffer)[1] = dataDeviation;
  record[2] = dimension;
  return { field: { buffer: await buffers.filled('field', record, usage.uniform) } };
}
