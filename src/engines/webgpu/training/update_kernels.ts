import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { type Members, memberPart, oneMember } from '../network/members.ts';
import { type MemberSettings, settingsOfOne } from './member_settings.ts';

/** What the update of the parameters reads and writes, by the names in shaders/training/adam.wgsl. */
export interface UpdateBuffers {
  /** The uniform of records. */
  readonly training: GPUBufferBinding;
  readonly partials: GPUBuffer;
  readonly partialLosses: GPUBuffer;
  readonly state: GPUBuffer;
  readonly gradient: GPUBuffer;
  readonly losses: GPUBuffer;
}

/** Adds up the gradient of each of some members and takes a step of the optimizer: one dispatch, or two when the gradient is clipped. */
export interface UpdateKernels {
  /** Encodes the step whose record is at `offset`, for so many members. */
  encode(pass: GPUComputePassEncoder, offset: number, members?: number): void;
}

// Enough to keep a GPU busy, and norms that one workgroup joins in a few rounds.
const mostNorms = 256;

/** What is updated: so many packed parameters of each member. */
export interface Updated {
  readonly floats: number;
  /** Whether gradients are clipped. */
  readonly clipped: boolean;
  /** One network, unless given. */
  readonly members?: Members;
  readonly settings?: MemberSettings;
}

/** Prepares the update. */
export async function updateKernels(
  device: Device,
  buffers: Buffers,
  { partials, partialLosses, state, losses, gradient, training }: UpdateBuffers,
  { floats, clipped, members = oneMember, settings = settingsOfOne }: Updated,
): Promise<UpdateKernels> {
  // The last workgroup adds up the losses.
  const workgroups = Math.ceil(floats / 64) + 1;
  const common = ['training/training_step', memberPart(members.count), settings.part];
  const buffersByName = {
    ...settings.buffers,
    training,
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
    state: { buffer: state },
    gradient: { buffer: gradient },
    losses: { buffer: losses },
  };
  if (!clipped) {
    const adam = (await device.kernel([...common, 'training/gradient_summed', 'training/adam'])).bind(buffersByName);
    return { encode: (pass, offset, count = 1) => adam.dispatch(pass, offset, workgroups, 1, count) };
  }
  const constants = { MOST_NORMS: mostNorms };
  const [sumGradient, adam] = await Promise.all([
    device.kernel([...common, 'training/norm', 'training/gradient_summed', 'training/sum_gradient'], constants),
    device.kernel([...common, 'training/norm', 'training/gradient_clipped', 'training/adam'], constants),
  ]);
  const summing = Math.min(mostNorms, Math.ceil(floats / 64));
  const norms = { buffer: await buffers.storage('norms', 8 * members.together * summing) };
  const boundSum = sumGradient.bind({ ...buffersByName, norms });
  const boundAdam = adam.bind({ ...buffersByName, norms });
  return {
    encode(pass, offset, count = 1) {
      boundSum.dispatch(pass, offset, summing, 1, count);
      boundAdam.dispatch(pass, offset, workgroups, 1, count);
    },
  };
}
