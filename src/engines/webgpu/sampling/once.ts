import type { Float32Points } from '../../../points.ts';
import type { Program } from '../../../samplers/program.ts';
import { type Buffers, lendBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { download } from '../device/transfer.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { fromQuads, quadsOf, toQuads } from './quads.ts';
import type { ScoreKernels } from './score_kernels.ts';
import { stageKernels } from './stage_kernels.ts';
import { stageTable } from './stage_table.ts';

/** A program of one stage on some points, as often as it is encoded. */
export interface Once {
  /** Encodes it, for all points that one dispatch may take. */
  encode(pass: GPUComputePassEncoder): void;
  /** The coordinates, row-major. */
  read(): Promise<Float32Array>;
}

/** Takes points through a program of one stage by one dispatch, for trials; all buffers are freed afterwards. */
export function once<T>(
  device: Device,
  kernelsOf: (buffers: Buffers, quads: number) => Promise<ScoreKernels>,
  initial: Float32Points,
  program: Program,
  use: (once: Once) => Promise<T>,
): Promise<T> {
  const [count, dimension] = initial.shape;
  const quads = quadsOf(count);
  return lendBuffers(device, async (buffers) => {
    const particles = await buffers.filled('particles', toQuads(initial));
    const uniform = await buffers.uniform('dispatch', recordStride);
    const records = createRecords(uniform, 'sampling/dispatch', 'Dispatch');
    const kernels = await stageKernels(device, await kernelsOf(buffers, quads), program, dimension, {
      sampling: { buffer: records.buffer, size: records.size },
      particles: { buffer: particles },
      stages: { buffer: await buffers.filled('stages', stageTable(program).records) },
      diverged: { buffer: await buffers.storage('diverged', 4) },
    });
    const taken = Math.min(quads, kernels.quadsPerWorkgroup * kernels.mostWorkgroups);
    const offset = records.add({
      ...{ key: [0, 0], first: 0, end: program.stages[0]!.count, first_stage: 0, end_stage: 1 },
      ...{ first_quad: 0, end_quad: taken, quads, dimension, base_quad: 0, count },
    });
    records.flush(device.gpu.queue);
    return use({
      encode: (pass) => kernels.encode(pass, offset, taken),
      async read() {
        const values = new Float32Array(await download(device, particles, 16 * quads * dimension));
        device.requireHealthy();
        return fromQuads(values, count, dimension).values;
      },
    });
  });
}
