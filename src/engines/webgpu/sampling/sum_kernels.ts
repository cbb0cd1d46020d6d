import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import { inPlanes, type ScoreKernels } from './score_kernels.ts';

/** A weighted sum of scores in any form: each is added to planes of storage before the kernel that uses the sum. */
export async function sumKernels(
  device: Device,
  buffers: Buffers,
  parts: readonly { readonly kernels: ScoreKernels; readonly weight: number }[],
  { dimension, quads }: { readonly dimension: number; readonly quads: number },
): Promise<ScoreKernels> {
  const own = inPlanes(device, dimension, quads, 1);
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
      part: { buffer: await partBuffer(buffers, { weight, stride, first: i === 0 }) },
    })),
  );
  return {
    form: 'planes',
    quadsPerWorkgroup: unit,
    mostWorkgroups,
    parts: ['fields/sums', 'fields/score_sums'],
    constants: {},
    buffers: { ...records[0]!, sums },
    frozen: false,
    async prelude(shared) {
      const steps = await Promise.all(
        parts.map(async ({ kernels }, i) => {
          const before = await kernels.prelude?.(shared);
          const files = ['sampling/dispatch', ...kernels.parts, 'fields/sums', `fields/add_${kernels.form}`];
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

/** The struct Summand of shaders/fields/sums.wgsl. */
function partBuffer(
  buffers: Buffers,
  { weight, stride, first }: { weight: number; stride: number; first: boolean },
): Promise<GPUBuffer> {
  const record = new Uint32Array(4);
  new Float32Array(record.buffer)[0] = weight;
  record[1] = stride;
  record[2] = first ? 1 : 0;
  return buffers.filled('weight of a score', record, usage.uniform);
}
