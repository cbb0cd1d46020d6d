import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { inPlanes, type ScoreKernels } from './score_kernels.ts';

/** Planes of storage, one for each coordinate, that a kernel fills with scores, and how others read them. */
export interface ScorePlanes extends Pick<ScoreKernels, 'form' | 'parts' | 'quadsPerWorkgroup' | 'mostWorkgroups'> {
  readonly stride: number;
  readonly buffers: { readonly layer: GPUBufferBinding; readonly activations: GPUBufferBinding };
}

/** @param planes in all, those behind the scores being for others */
export async function scorePlanes(
  device: Device,
  buffers: Buffers,
  dimension: number,
  quads: number,
  planes = dimension,
): Promise<ScorePlanes> {
  const range = inPlanes(device, planes, quads, 1);
  const activations = { buffer: await buffers.storage('scores', 16 * planes * range.stride) };
  const records = createRecords(await buffers.uniform('score planes', recordStride), 'network/layer', 'Layer');
  const nothing = { inputs: 0, weight: 0, source: 0, result: 0, true_inputs: 0 };
  const tiles = { output_tile: 0, input_tile: 0, weight_tile: 0, member_planes: 0, member_parameters: 0 };
  records.add({ ...nothing, ...tiles, outputs: dimension, true_outputs: dimension, stride: range.stride });
  records.flush(device.gpu.queue);
  return {
    ...range,
    parts: ['network/layer', 'network/planes', 'fields/score_planes'],
    buffers: { layer: { buffer: records.buffer, size: records.size }, activations },
  };
}
