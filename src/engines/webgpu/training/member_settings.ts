import { stepScalars } from '../../../optimizer.ts';
import type { MemberPlan } from '../../plan/training_plan.ts';
import type { Buffers } from '../device/buffers.ts';
import { source } from '../wgsl/compose.ts';
import { type Fields, type Layout, layoutOf, writeFields } from '../wgsl/layout.ts';

/** Where kernels read what each of the networks that are trained together has for itself in a step. */
export interface MemberSettings {
  /** The shader file settings_….wgsl, */
  readonly part: string;
  /** and its buffers. */
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
  /** Sets those of the step whose losses go to a slot, the next one or the first. */
  set(slot: number, step: number): void;
  /** Sends what was set since the last call; call before the submission that takes these steps. */
  flush(queue: GPUQueue): void;
}

/** Settings of one network, which are in the record of a step. */
export const settingsOfOne: MemberSettings = {
  part: 'training/settings_one',
  buffers: {},
  set() {},
  flush() {},
};

/** The struct Settings of shaders/training/training_step.wgsl, whose fields the struct TrainingStep has, too. */
export function settingsFields({ key, optimizer, averaging }: MemberPlan, step: number): Fields {
  return {
    key,
    ...stepScalars(optimizer, step),
    rate1: 1 - optimizer.beta1,
    rate2: 1 - optimizer.beta2,
    clip: optimizer.clip ?? 0,
    average_rate: averaging ? 1 - averaging.decay : 0,
  };
}

// Read where it is wanted: what a module computes as it loads, no bundler can leave out.
const settingsLayout = (): Layout => layoutOf(source('training/training_step'), 'Settings');

/** Bytes from one record to the next in an array: a word for each field, one more for the key, and whole pairs of them. */
export function settingsBytes({ fields } = settingsLayout()): number {
  return 8 * Math.ceil((fields.size + 1) / 2);
}

/** Settings of several networks, for so many slots. */
export async function settingsOfSeveral(
  buffers: Buffers,
  members: readonly MemberPlan[],
  slots: number,
): Promise<MemberSettings> {
  const layout = settingsLayout();
  const memberBytes = settingsBytes(layout);
  const stepBytes = memberBytes * members.length;
  const buffer = await buffers.storage('settings', stepBytes * slots);
  const bytes = new DataView(new ArrayBuffer(stepBytes * slots));
  // All that stays the same is written once.
  members.forEach((member, m) => {
    writeFields(layout, settingsFields(member, 0), bytes, memberBytes * m);
  });
  const words = new Uint8Array(bytes.buffer);
  for (let slot = 1; slot < slots; slot++) words.copyWithin(slot * stepBytes, 0, stepBytes);
  const [scale, epsilon, shrinkage] = (['scale', 'epsilon', 'shrinkage'] as const).map(
    (name) => layout.fields.get(name)!.offset,
  ) as [number, number, number];
  let sent = 0;
  let end = 0;
  return {
    part: 'training/settings_several',
    buffers: { settings: { buffer } },
    set(slot, step) {
      if (slot === 0) sent = 0;
      end = (slot + 1) * stepBytes;
      members.forEach(({ optimizer }, m) => {
        const at = slot * stepBytes + m * memberBytes;
        const scalars = stepScalars(optimizer, step);
        bytes.setFloat32(at + scale, scalars.scale, true);
        bytes.setFloat32(at + epsilon, scalars.epsilon, true);
        bytes.setFloat32(at + shrinkage, scalars.shrinkage, true);
      });
    },
    flush(queue) {
      if (end > sent) queue.writeBuffer(buffer, sent, bytes.buffer, sent, end - sent);
      sent = end;
    },
  };
}
