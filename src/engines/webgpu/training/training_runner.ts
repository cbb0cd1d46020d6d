import type { TrainingBuffer, TrainingRunner } from '../../backend.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import { type Buffers, withBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { requireRoomForTraining } from '../device/limits.ts';
import { createRecording } from '../device/recording.ts';
import { completed, download, read } from '../device/transfer.ts';
import { usage } from '../device/usage.ts';
import { pack, unpack } from '../network/lanes.ts';
import { chosenGradient } from '../tuning/autotune.ts';
import type { GradientVariant } from '../tuning/variants.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { gradientKernels, packingOf } from './gradient_kernels.ts';
import { stepFields } from './step_fields.ts';
import { updateKernels } from './update_kernels.ts';

/** Steps whose losses are read together, and records of a submission. */
const mostSteps = 2048;

/** Parts of the state buffer, in their order. */
const parts = ['parameters', 'first', 'second', 'average'] as const satisfies readonly TrainingBuffer[];

/** Training on the device: the state stays there, and so do losses until they are read together. */
export async function createTrainingRunner(device: Device, plan: TrainingPlan): Promise<TrainingRunner> {
  requireRoomForTraining(device, plan);
  const variant = await chosenGradient(device, plan);
  return withBuffers(device, (buffers) => prepare(device, buffers, plan, variant));
}

async function prepare(
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  variant: GradientVariant,
): Promise<TrainingRunner> {
  const { gpu } = device;
  const { rows, optimizer, start } = plan;
  const packing = packingOf(plan, variant);
  const { floats } = packing;
  // Parameters, first moments, second moments and, if one is kept, the average of the parameters.
  const kept = parts.filter((part) => start[part]);
  const stateBytes = kept.length * 4 * floats;
  const state = await buffers.storage('state', stateBytes, usage.uniform);
  kept.forEach((part, i) => {
    gpu.queue.writeBuffer(state, i * 4 * floats, pack(packing, start[part]!) as Float32Array<ArrayBuffer>);
  });
  const records = createRecords(
    await buffers.uniform('steps', recordStride * mostSteps),
    'training/training_step',
    'TrainingStep',
  );
  const step = { buffer: records.buffer, size: records.size };
  const kernels = await gradientKernels(device, buffers, plan, variant, step, state);
  const gradient = await buffers.storage('gradient', 4 * floats);
  const losses = await buffers.storage('losses', 4 * mostSteps);
  const readableLosses = await buffers.readable('losses to read', 4 * mostSteps);
  const update = await updateKernels(
    device,
    buffers,
    { training: step, partials: kernels.partials, partialLosses: kernels.partialLosses, state, gradient, losses },
    { floats, clipped: optimizer.clip !== undefined },
  );
  const places = [
    await buffers.storage('kept state', stateBytes),
    await buffers.storage('other kept state', stateBytes),
  ];
  const recording = createRecording(device, records.flush);
  async function unpacked(source: GPUBuffer, offset = 0): Promise<Float32Array> {
    const packed = new Float32Array(await download(device, source, 4 * floats, offset));
    device.requireHealthy();
    return unpack(packing, packed);
  }

  // Losses that wait to be read.
  let slots = 0;

  return {
    work: 6 * rows * floats,
    ranges: kernels.ranges,
    mostSteps,
    enqueue(number, range) {
      const offset = records.add(stepFields(plan, floats, kernels, { step: number, slot: slots, range }));
      kernels.encode(recording.pass(), range, offset);
      if (range.end_row < rows) return;
      update.encode(recording.pass(), offset);
      slots++;
    },
    submit: recording.submit,
    async completion() {
      const bytes = 4 * slots;
      slots = 0;
      if (bytes > 0) recording.copy(losses, readableLosses, bytes);
      recording.submit();
      // Some ranges of a large step alone leave nothing to be read.
      const known = bytes > 0 ? await read(device, readableLosses, bytes) : await completed(device);
      device.requireHealthy();
      return new Float32Array(known ?? []);
    },
    save: (place) => recording.copy(state, places[place]!, stateBytes),
    restore: (place) => recording.copy(places[place]!, state, stateBytes),
    async read(buffer) {
      recording.submit();
      return unpacked(state, 4 * floats * kept.indexOf(buffer));
    },
    async gradient() {
      recording.submit();
      return unpacked(gradient);
    },
    dispose: buffers.dispose,
  };
}
