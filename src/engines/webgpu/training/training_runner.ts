import type { TrainingRunner } from '../../backend.ts';
import { buffersOf, type TrainingPlan } from '../../plan/training_plan.ts';
import { type Buffers, withBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { requireRoomForTraining } from '../device/limits.ts';
import { createRecording } from '../device/recording.ts';
import { completed, download, read } from '../device/transfer.ts';
import { usage } from '../device/usage.ts';
import { pack, unpack } from '../network/lanes.ts';
import { memberFloats } from '../network/members.ts';
import { chosenGradient } from '../tuning/autotune.ts';
import type { GradientVariant } from '../tuning/variants.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { gradientKernels, packingOf } from './gradient_kernels.ts';
import { settingsBytes, settingsOfOne, settingsOfSeveral } from './member_settings.ts';
import { stepFields } from './step_fields.ts';
import { updateKernels } from './update_kernels.ts';

/** Steps of one network whose losses are read together, and records of a submission. */
const mostStepsOfOne = 2048;

/** Bytes of the settings of several members for as many steps: of many members fewer steps are under way. */
const mostSettings = 2 ** 23;

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
  const { rows, members } = plan;
  const count = members.length;
  const packing = packingOf(plan, variant);
  const { floats } = packing;
  const memberStep = memberFloats(floats, count);
  // The parameters of all members, then their first moments, their second moments and, if they are kept, their averages.
  const kept = buffersOf(plan);
  const stateBytes = kept.length * 4 * count * memberStep;
  const state = await buffers.storage('state', stateBytes, usage.uniform);
  kept.forEach((part, i) => {
    members.forEach(({ start }, m) => {
      const packed = pack(packing, start[part]!) as Float32Array<ArrayBuffer>;
      gpu.queue.writeBuffer(state, 4 * memberStep * (i * count + m), packed);
    });
  });
  const slotsWithSettings = Math.floor(mostSettings / (settingsBytes() * count));
  const mostSteps = count === 1 ? mostStepsOfOne : Math.max(1, Math.min(mostStepsOfOne, slotsWithSettings));
  const settings = count === 1 ? settingsOfOne : await settingsOfSeveral(buffers, members, mostSteps);
  const records = createRecords(
    await buffers.uniform('steps', recordStride * mostSteps),
    'training/training_step',
    'TrainingStep',
  );
  const step = { buffer: records.buffer, size: records.size };
  const kernels = await gradientKernels(device, buffers, plan, variant, step, settings, state);
  const gradient = await buffers.storage('gradient', 4 * count * memberStep);
  const losses = await buffers.storage('losses', 4 * mostSteps * count);
  const readableLosses = await buffers.readable('losses to read', 4 * mostSteps * count);
  const update = await updateKernels(
    device,
    buffers,
    { training: step, partials: kernels.partials, partialLosses: kernels.partialLosses, state, gradient, losses },
    {
      ...{ floats, clipped: members[0].optimizer.clip !== undefined, settings },
      members: { count, together: kernels.together },
    },
  );
  const places = [
    await buffers.storage('kept state', stateBytes),
    await buffers.storage('other kept state', stateBytes),
  ];
  const recording = createRecording(device, (queue) => {
    records.flush(queue);
    settings.flush(queue);
  });
  async function unpacked(source: GPUBuffer, offset = 0): Promise<Float32Array> {
    const packed = new Float32Array(await download(device, source, 4 * count * memberStep, offset));
    device.requireHealthy();
    const values = new Float32Array(count * packing.places.length);
    for (let m = 0; m < count; m++) {
      values.set(unpack(packing, packed.subarray(m * memberStep, (m + 1) * memberStep)), m * packing.places.length);
    }
    return values;
  }

  // Steps whose losses have a slot: those before `known` were read, and one that is under way comes after them.
  let slots = 0;
  let known = 0;
  let underWay = false;
  // Records of the submission, of which there are as many as there is room for.
  let recorded = 0;

  function submit(): void {
    recording.submit();
    recorded = 0;
  }

  return {
    work: 6 * rows * floats * count,
    parts: kernels.parts,
    mostSteps,
    enqueue(number, part) {
      const { end_row, first_member, end_member } = part;
      if (!underWay) settings.set(slots, number);
      underWay = true;
      if (recorded === mostStepsOfOne) submit();
      recorded++;
      const offset = records.add(stepFields(plan, floats, kernels, { step: number, slot: slots, part }));
      kernels.encode(recording.pass(), part, offset);
      if (end_row < rows) return;
      update.encode(recording.pass(), offset, end_member - first_member);
      if (end_member < count) return;
      slots++;
      underWay = false;
    },
    submit,
    async completion() {
      const [first, end] = [known * count, slots * count];
      // The slots of a step that is under way stay where they are.
      slots = underWay ? slots : 0;
      known = slots;
      if (end > first) recording.copy(losses, readableLosses, 4 * end);
      submit();
      // Some parts of a large step alone leave nothing to be read.
      const values = end > first ? await read(device, readableLosses, 4 * end) : await completed(device);
      device.requireHealthy();
      return values ? new Float32Array(values).subarray(first) : new Float32Array(0);
    },
    save: (place) => recording.copy(state, places[place]!, stateBytes),
    restore(place) {
      underWay = false;
      recording.copy(places[place]!, state, stateBytes);
    },
    async read(buffer) {
      submit();
      return unpacked(state, 4 * memberStep * count * kept.indexOf(buffer));
    },
    async gradient() {
      submit();
      return unpacked(gradient);
    },
    dispose: buffers.dispose,
  };
}
