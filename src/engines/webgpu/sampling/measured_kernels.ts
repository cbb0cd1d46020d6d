import { type Guidance, leastVarianceShare } from '../../guidance.ts';
import { guidanceRecords } from '../../guidance_records.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { sharesOf } from '../device/occupancy.ts';
import { usage } from '../device/usage.ts';
import type { ScoreKernels } from './score_kernels.ts';
import type { ScoreAndTangents } from './tangent_kernels.ts';

/** Scores led towards a measurement, in the planes of the score. @param score with one tangent */
export async function measuredKernels(
  device: Device,
  buffers: Buffers,
  score: ScoreAndTangents,
  guidance: Guidance,
  sigmas: readonly number[],
): Promise<ScoreKernels> {
  const { dimension, values } = guidance;
  const count = values.length;
  const own = {
    guidance: { buffer: await guidanceBuffer(buffers, { count, dimension, stride: score.stride }) },
    measurement: { buffer: await buffers.filled('measurement', guidanceRecords(guidance, sigmas)) },
    led: { buffer: await buffers.storage('measured scores', 16 * (count + dimension) * score.stride) },
  };
  const { quadsPerWorkgroup, mostWorkgroups, work } = score;
  return {
    form: 'planes',
    ...{ quadsPerWorkgroup, mostWorkgroups, frozen: false, constants: {} },
    parts: ['fields/guidance', 'fields/score_measured'],
    buffers: own,
    work: work + 4 * count * dimension,
    async prelude(shared) {
      const bindings = { ...shared, ...score.buffers, ...own };
      const compiled = async (name: string) => {
        const files = [
          'sampling/dispatch',
          'fields/summand',
          'fields/sums',
          'fields/tangents',
          'fields/guidance',
          name,
        ];
        return (await device.kernel(files)).bind(bindings);
      };
      const evaluate = await score.evaluate(shared);
      const weights = await compiled('fields/measured_weights');
      const tangents = await compiled('fields/measured_tangents');
      const multiply = await score.multiply(shared);
      const add = await compiled('fields/measured_planes');
      return (pass, offset, quads) => {
        const workgroups = Math.ceil(quads / 64);
        evaluate(pass, offset, quads);
        weights.dispatch(pass, offset, workgroups, sharesOf(device, quads, count));
        tangents.dispatch(pass, offset, workgroups, sharesOf(device, quads, dimension));
        multiply(pass, offset, quads);
        add.dispatch(pass, offset, workgroups);
      };
    },
  };
}

/** The struct Guidance of shaders/fields/guidance.wgsl. */
function guidanceBuffer(
  buffers: Buffers,
  { count, dimension, stride }: { count: number; dimension: number; stride: number },
): Promise<GPUBuffer> {
  const record = Uint32Array.of(count, dimension, stride, 0);
  new Float32Array(record.buffer)[3] = leastVarianceShare;
  return buffers.filled('guidance', record, usage.uniform);
}
