import { createEvaluation } from '../../cpu/evaluation.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import { lendBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { download, submitPass } from '../device/transfer.ts';
import { usage } from '../device/usage.ts';
import { pack, unpack } from '../network/lanes.ts';
import { gradientKernels, packingOf } from '../training/gradient_kernels.ts';
import { settingsOfOne } from '../training/member_settings.ts';
import { stepFields } from '../training/step_fields.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { errorOf, type Trials, timeOfRun, workOfTrial } from './trials.ts';
import type { GradientVariant } from './variants.ts';

/** Data that drawn rows are drawn from, at most. */
const mostData = 4096;

/**
 * Gradients of the first step of a training, of its first member alone, by one variant after the other: what is chosen for several
 * networks is what is chosen for one, so that each comes to the same as alone.
 */
export function gradientTrials(device: Device, plan: TrainingPlan): Trials<GradientVariant> {
  const operations = 6 * plan.members[0].start.parameters.length;
  // So many rows that the CPU takes less than about a tenth of a second for them.
  const few = reduced(plan, Math.max(5, Math.min(255, Math.floor(3e8 / operations))));
  const many = reduced(plan, Math.ceil(workOfTrial(device.adapter) / operations));
  let exact: Float64Array | undefined;
  const gradientOfFew = (): Float64Array => {
    exact ??= exactGradient(few);
    return exact;
  };
  return {
    isKnown: () => gradientOfFew().every((value) => Number.isFinite(Math.fround(value))),
    async error(variant) {
      const gradient = await computing(device, few, variant, async ({ encode, read }) => {
        submitPass(device, encode);
        return read();
      });
      return errorOf(gradient, gradientOfFew());
    },
    time: (variant) => computing(device, many, variant, ({ encode }) => timeOfRun(device, encode)),
  };
}

/** The training of the first member on fewer data, so that a step has at most about so many rows. */
function reduced(plan: TrainingPlan, most: number): TrainingPlan {
  const slots = Math.min(plan.slots, Math.max(1, Math.floor(most / plan.repeats)));
  const [available, dimension] = plan.data.shape;
  const count = plan.drawn ? Math.min(available, mostData) : slots;
  const data = { values: plan.data.values.subarray(0, count * dimension), shape: [count, dimension] as const };
  return { ...plan, data, slots, rows: slots * plan.repeats, members: [plan.members[0]] };
}

function exactGradient(plan: TrainingPlan): Float64Array {
  const [member] = plan.members;
  const evaluation = createEvaluation(plan, member);
  evaluation.add(Float64Array.from(member.start.parameters), plan.step, { first_row: 0, end_row: plan.rows });
  return evaluation.gradient;
}

interface Computing {
  /** Encodes the gradient of the first rows; of few rows that is all. */
  encode(pass: GPUComputePassEncoder): void;
  /** The gradient, in the order of the parameters. */
  read(): Promise<Float32Array>;
}

/** Lets the gradient be computed by kernels whose buffers are freed afterwards. */
async function computing<T>(
  device: Device,
  plan: TrainingPlan,
  variant: GradientVariant,
  use: (computing: Computing) => Promise<T>,
): Promise<T> {
  const packing = packingOf(plan, variant);
  const { floats } = packing;
  return lendBuffers(device, async (buffers) => {
    const state = await buffers.filled('parameters', pack(packing, plan.members[0].start.parameters), usage.uniform);
    const records = createRecords(
      await buffers.uniform('steps', recordStride),
      'training/training_step',
      'TrainingStep',
    );
    const step = { buffer: records.buffer, size: records.size };
    const kernels = await gradientKernels(device, buffers, plan, variant, step, settingsOfOne, state);
    const [part] = kernels.parts;
    const offset = records.add(stepFields(plan, floats, kernels, { step: plan.step, slot: 0, part: part! }));
    records.flush(device.gpu.queue);
    return use({
      encode: (pass) => kernels.encode(pass, part!, offset),
      async read() {
        const partials = new Float32Array(await download(device, kernels.partials, 4 * kernels.splits * floats));
        device.requireHealthy();
        const sums = new Float32Array(floats);
        partials.forEach((partial, i) => {
          sums[i % floats]! += partial;
        });
        return unpack(packing, sums);
      },
    });
  });
}
