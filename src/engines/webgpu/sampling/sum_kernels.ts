import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import { inPlanes, type ScoreKernels } from './score_kernels.ts';

/** A score of a sum. */
export interface SummandKernels {
  readonly kernels: ScoreKernels;
  readonly weight: number;
}

/** Kernels of a sum, the length of its planes, and the record of each summand. */
export interface SumKernels extends ScoreKernels {
  readonly stride: number;
  readonly buffers: { readonly part: GPUBufferBinding; readonly sums: GPUBufferBinding };
  readonly records: readonly { readonly part: GPUBufferBinding }[];
}

/**
 * A weighted sum of scores in any form: each is added to planes of storage before the kernel that uses the sum.
 * @param options.planes that scratch memory should hold, of the sum and of whoever uses it
 */
export async function sumKernels(
  device: Device,
  buffers: Buffers,
  parts: readonly SummandKernels[],
  { dimension, quads, planes }: { readonly dimension: number; readonly quads: number; readonly planes?: number },
): Promise<SumKernels> {
  const own = inPlanes(device, planes ?? dimension, quads, 1);
  const all = [own, ...parts.map(({ kernels }) => kernels)];
  const most = Math.min(...all.map(({ quadsPerWorkgroup, mostWorkgroups }) => quadsPerWorkgroup * mostWorkgroups));
  // Units are 64 quads times a small power of two, so the largest is a multiple of all; but the planes of another part may have
  // room for less than that.
  const unit = Math.min(most, Math.max(...all.map(({ quadsPerWorkgroup }) => quadsPerWorkgroup)));
  const mostWorkgroups = Math.floor(most / unit);
  const stride = unit * mostWorkgroups;
  const sums = { buffer: await buffers.storage('sums of scores', 16 * dimension * stride) };
  const records = await Promise.all(
    parts.map(async ({ weight }, i) => ({
      part: { buffer: await partBuffer(buffers, { weight, stride, first: i === 0, dimension }) },
    })),
  );
  return {
    form: 'planes',
    quadsPerWorkgroup: unit,
    mostWorkgroups,
    parts: ['fields/summand', 'fields/sums', 'fields/score_sums'],
    stride,
    records,
    constants: {},
    buffers: { ...records[0]!, sums },
    frozen: false,
    async prelude(shared) {
      const steps = await Promise.all(
        parts.map(async ({ kernels }, i) => {
          const before = await kernels.prelude?.(shared);
          const files = [
            'sampling/dispatch',
            ...kernels.parts,
            'fields/summand',
            'fields/sums',
            `fields/add_${kernels.form}`,
          ];
          const kernel = await device.kernel(files, kernels.constants, { frozen: kernels.frozen });
          const bound = kernel.bind({ ...shared, ...kernels.buffers, ...records[i]!, sums });
          const perWorkgroup = kernels.form === 'lanes' ? kernels.quadsPerWorkgroup : 64;
          return (pass: GPUComputePassEncoder, offset: number, quads: number) => {
            before?.(pass, offset, quads);
            bound.dispatch(pass, offset, Math.ceil(quads / perWorkgroup));
          };
        }),
      );
      return (pass, offset, quads) => {
        for (const step of steps) step(pass, offset, quads);
      };
    },
    work: parts.reduce((sum, { kernels }) => sum + kernels.work, 0),
  };
}

/** The struct Summand of shaders/fields/summand.wgsl. */
function partBuffer(
  buffers: Buffers,
  { weight, stride, first, dimension }: { weight: number; stride: number; first: boolean; dimension: number },
): Promise<GPUBuffer> {
  const record = new Uint32Array(4);
  new Float32Array(record.buffer)[0] = weight;
  record[1] = stride;
  record[2] = first ? 1 : 0;
  record[3] = dimension;
  return buffers.filled('weight of a score', record, usage.uniform);
}
