import { wantsAverage } from '../../../averaging.ts';
import type { Checkpoint } from '../../../checkpoint.ts';
import type { ResumeOptions, Trainer, TrainerOptions, TrainingProgress } from '../../../engine.ts';
import { TrainingDivergedError } from '../../../errors.ts';
import { createGuard } from '../../drive/guard.ts';
import { createLossHistory } from '../../drive/loss_history.ts';
import { createPace, submissionsAhead } from '../../drive/pace.ts';
import { checkpointOfPlan, modelOfPlan, planTraining, requireRun, type TrainingPlan } from '../../options.ts';
import { type Buffers, type Device, download, read, withBuffers } from '../device/device.ts';
import { requireRoomForTraining } from '../device/limits.ts';
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
/** Work of the first submission, in arithmetic operations: a few ms on the slowest device measured. */
const firstWork = 2e7;

/** Training on the device: many steps to a submission, their losses read back together. */
export async function createTrainer(device: Device, options: TrainerOptions | ResumeOptions): Promise<Trainer> {
  const plan = planTraining(options);
  requireRoomForTraining(device, plan);
  const variant = await chosenGradient(device, plan);
  return withBuffers(device, (buffers) => prepare(device, buffers, plan, variant));
}

async function prepare(
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  variant: GradientVariant,
): Promise<Trainer> {
  const { gpu } = device;
  const { rows, optimizer, averaging, start } = plan;
  const packing = packingOf(plan, variant);
  const floats = packing.floats;
  // Parameters, first moments, second moments and, if one is kept, the average of the parameters.
  const parts = [start.parameters, start.first, start.second, ...(start.average ? [start.average] : [])];
  const stateBytes = parts.length * 4 * floats;
  const averageOffset = 3 * 4 * floats;
  const state = await buffers.storage('state', stateBytes, usage.uniform);
  parts.forEach((part, i) => {
    gpu.queue.writeBuffer(state, i * 4 * floats, pack(packing, part) as Float32Array<ArrayBuffer>);
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
  // The states before the last two submissions: from one of them any step of theirs can be taken again. A step of −1 marks
  // one that holds nothing yet.
  const snapshots = [
    { step: -1, state: await buffers.storage('snapshot', stateBytes) },
    { step: -1, state: await buffers.storage('earlier snapshot', stateBytes) },
  ] as [Snapshot, Snapshot];
  const history = createLossHistory();
  const pace = createPace(Math.max(1, Math.floor(firstWork / (6 * rows * floats))));
  const guard = createGuard('trainer', buffers.dispose);
  let completed = start.step;
  // As `completed`, but of what is sent: the step that the state belongs to once the device has done all that.
  let sent = completed;
  // The last of the tasks that go one after the other.
  let last: Promise<unknown> = Promise.resolve();

  function requireUsable(): void {
    guard.requireAlive();
    device.requireHealthy();
  }

  /**
   * Sends `count` steps from step `first` on; their losses go to slots 0, 1, … Steps that are cut into ranges of rows are
   * large: then each range is a submission of its own, so that none lasts long.
   */
  function submit(first: number, count: number): void {
    sent = first + count;
    const atOnce = Math.max(1, Math.round(pace.work));
    let recording = record();
    for (let slot = 0; slot < count; slot++) {
      for (const range of kernels.ranges) {
        const offset = records.add(stepFields(plan, floats, kernels, { step: first + slot, slot, range }));
        kernels.encode(recording.pass, range, offset);
        if (range.end_row === rows) update.encode(recording.pass, offset);
        const full = range.end_row === rows && (slot + 1) % atOnce === 0 && slot + 1 < count;
        if (kernels.ranges.length > 1 || full) {
          recording.send();
          recording = record();
        }
      }
    }
    recording.send((encoder) => encoder.copyBufferToBuffer(losses, 0, readableLosses, 0, 4 * count));
  }

  function record(): { pass: GPUComputePassEncoder; send(finish?: (encoder: GPUCommandEncoder) => void): void } {
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    return {
      pass,
      send(finish) {
        pass.end();
        finish?.(encoder);
        records.flush(gpu.queue);
        gpu.queue.submit([encoder.finish()]);
      },
    };
  }

  function copyState(source: GPUBuffer, target: GPUBuffer): void {
    const encoder = gpu.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, target, 0, stateBytes);
    gpu.queue.submit([encoder.finish()]);
  }

  /** Keeps the present state, unless it is kept already, and the one that was kept before it. */
  function takeSnapshot(): void {
    if (snapshots[0].step === completed) return;
    snapshots.reverse();
    snapshots[0].step = completed;
    copyState(state, snapshots[0].state);
  }

  /** Goes back to the state before step `target`, by the latest snapshot that is not beyond it. */
  function rewind(target: number): void {
    const snapshot = snapshots[0].step <= target ? snapshots[0] : snapshots[1];
    copyState(snapshot.state, state);
    for (let at = snapshot.step; at < target; at += mostSteps) submit(at, Math.min(mostSteps, target - at));
    completed = target;
    sent = target;
    history.truncate(target - start.step);
  }

  async function* run({
    steps,
    reportEvery = Math.max(1, steps),
    signal,
  }: Parameters<Trainer['run']>[0]): AsyncGenerator<TrainingProgress, void, undefined> {
    requireRun({ steps, reportEvery });
    const from = completed;
    const end = from + steps;
    while (completed < end) {
      const report = Math.min(end, completed + reportEvery - ((completed - from) % reportEvery));
      while (completed < report) {
        signal?.throwIfAborted();
        const ahead = Math.max(1, Math.round(submissionsAhead * pace.work));
        const count = Math.min(report - completed, mostSteps, ahead);
        await alone(() => advance(count));
      }
      yield { step: completed, loss: history.last };
    }
  }

  /** One after the other, in the order in which they came: tasks that move the state and read what they made of it. */
  function alone<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  }

  async function advance(count: number): Promise<void> {
    requireUsable();
    takeSnapshot();
    const started = performance.now();
    submit(completed, count);
    const made = new Float32Array(await read(device, readableLosses, 4 * count));
    device.requireHealthy();
    pace.measured(count, performance.now() - started);
    const bad = made.findIndex((loss) => !Number.isFinite(loss));
    history.push(bad < 0 ? made : made.subarray(0, bad));
    completed += count;
    if (bad >= 0) {
      const failed = snapshots[0].step + bad;
      rewind(Math.max(start.step, failed - 1));
      throw new TrainingDivergedError(failed);
    }
  }

  async function parametersNow(averaged: boolean | undefined): Promise<Float32Array> {
    requireUsable();
    const offset = wantsAverage(averaging, averaged) ? averageOffset : 0;
    return unpack(packing, new Float32Array(await download(device, state, 4 * floats, offset)));
  }

  async function checkpointNow(): Promise<Checkpoint> {
    requireUsable();
    const step = sent;
    const values = new Float32Array(await download(device, state, stateBytes));
    const part = (i: number) => unpack(packing, values.subarray(i * floats, (i + 1) * floats));
    return checkpointOfPlan(plan, {
      ...{ step, parameters: part(0), first: part(1), second: part(2) },
      ...(averaging && { average: part(3) }),
    });
  }

  async function gradientNow(): Promise<Float32Array> {
    requireUsable();
    // A whole step, with the state before it put back.
    takeSnapshot();
    submit(completed, 1);
    copyState(snapshots[0].state, state);
    sent = completed;
    return unpack(packing, new Float32Array(await download(device, gradient, 4 * floats)));
  }

  return {
    get step() {
      return completed;
    },
    losses: history.values,
    run: (options) => guard.exclusive(run(options)),
    model: async ({ averaged } = {}) => modelOfPlan(plan, await parametersNow(averaged)),
    checkpoint: checkpointNow,
    gradient: () => alone(gradientNow),
    dispose: guard.dispose,
    [Symbol.dispose]: guard.dispose,
  };
}

interface Snapshot {
  step: number;
  readonly state: GPUBuffer;
}
