import { leastVarianceShare, type MeasuredDirections } from '../../measured_directions.ts';
import { expectedVariances, measurementRecord } from '../../measurement_records.ts';
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
  measured: MeasuredDirections,
  sigmas: readonly number[],
): Promise<ScoreKernels> {
  const { dimension, values } = measured;
  const count = values.length;
  const records = [...measurementRecord(measured), ...sigmas.flatMap((sigma) => expectedVariances(measured, sigma))];
  const own = {
    measurement: { buffer: await measurementBuffer(buffers, { count, dimension, stride: score.stride }) },
    measured: { buffer: await buffers.filled('measured directions', Float32Array.from(records)) },
    led: { buffer: await buffers.storage('measured scores', 16 * (count + dimension) * score.stride) },
  };
  const { quadsPerWorkgroup, mostWorkgroups, work } = score;
  return {
    form: 'planes',
    ...{ quadsPerWorkgroup, mostWorkgroups, frozen: false, constants: {} },
    parts: ['fields/measurement', 'fields/score_measured'],
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
          'fields/measurement',
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

/** The struct MeasuredDirections of shaders/fields/measurement.wgsl. */
function measurementBuffer(
  buffers: Buffers,
  { count, dimension, stride }: { count: number; dimension: number; stride: number },
): Promise<GPUBuffer> {
  const record = Uint32Array.of(count, dimension, stride, 0);
  new Float32Array(record.buffer)[3] = leastVarianceShare;
  return buffers.filled('measurement', record, usage.uniform);
}
