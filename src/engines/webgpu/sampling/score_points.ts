import type { Points } from '../../../points.ts';
import { type Device, download, lendBuffers } from '../device/device.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { levelFields } from './pieces.ts';
import { fromQuads, quadsOf, toQuads } from './quads.ts';
import { type ChosenScore, dataDeviationOf, scoreKernels } from './score_kernels.ts';

/** s(x, σ) at points that one binding holds, in the units of the network. */
export async function scorePoints(device: Device, score: ChosenScore, points: Points, sigma: number): Promise<Points> {
  const [count, dimension] = points.shape;
  const quads = quadsOf(count);
  return lendBuffers(device, async (buffers) => {
    const kernels = await scoreKernels(device, buffers, score, [sigma], quads);
    const particles = await buffers.filled('points', toQuads(points));
    const perDispatch = kernels.quadsPerWorkgroup * kernels.mostWorkgroups;
    const records = createRecords(
      await buffers.uniform('walk', Math.ceil(quads / perDispatch) * recordStride),
      'sampling/walk',
      'Walk',
    );
    const kernel = await device.kernel(
      ['sampling/walk', ...kernels.parts, `sampling/evaluate_${kernels.form}`],
      kernels.constants,
    );
    const shared = { walk: { buffer: records.buffer, size: records.size }, particles: { buffer: particles } };
    const bound = kernel.bind({ ...shared, ...kernels.buffers });
    const prelude = await kernels.prelude?.(shared);
    const fields = {
      key: [0, 0] as const,
      first_step: 0,
      steps: 0,
      base_quad: 0,
      quads,
      count,
      level: 0,
      ...levelFields(sigma),
      size: 0,
      noise: 0,
      dimension,
      terms: kernels.terms,
      data_deviation: dataDeviationOf(score),
    };
    const encoder = device.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let first = 0; first < quads; first += perDispatch) {
      const end = Math.min(first + perDispatch, quads);
      const offset = records.add({ ...fields, first_quad: first, end_quad: end });
      prelude?.(pass, offset, end - first);
      bound.dispatch(
        pass,
        offset,
        Math.ceil((end - first) / (kernels.form === 'lanes' ? kernels.quadsPerWorkgroup : 64)),
      );
    }
    pass.end();
    records.flush(device.gpu.queue);
    device.gpu.queue.submit([encoder.finish()]);
    const scores = await download(device, particles, 16 * quads * dimension);
    device.requireHealthy();
    return fromQuads(new Float32Array(scores), count, dimension);
  });
}
