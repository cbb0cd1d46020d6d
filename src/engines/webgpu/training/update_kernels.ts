import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';

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

/** Adds up a gradient and takes a step of the optimizer: one dispatch, or two when the gradient is clipped. */
export interface UpdateKernels {
  /** Encodes the step whose record is at `offset`. */
  encode(pass: GPUComputePassEncoder, offset: number): void;
}

// Enough to keep a GPU busy, and norms that one workgroup joins in a few rounds.
const mostNorms = 256;

/** Prepares the update of so many packed parameters. */
export async function updateKernels(
  device: Device,
  buffers: Buffers,
  { partials, partialLosses, state, losses, gradient, training }: UpdateBuffers,
  { floats, clipped }: { floats: number; clipped: boolean },
): Promise<UpdateKernels> {
  // The last workgroup adds up the losses.
  const workgroups = Math.ceil(floats / 64) + 1;
  const buffersByName = {
    training,
    partials: { buffer: partials },
    partial_losses: { buffer: partialLosses },
    state: { buffer: state },
    gradient: { buffer: gradient },
    losses: { buffer: losses },
  };
  if (!clipped) {
    const adam = (await device.kernel(['training/training_step', 'training/gradient_summed', 'training/adam'])).bind(
      buffersByName,
    );
    return { encode: (pass, offset) => adam.dispatch(pass, offset, workgroups) };
  }
  const [sumGradient, adam] = await Promise.all([
    device.kernel(['training/training_step', 'training/norm', 'training/gradient_summed', 'training/sum_gradient']),
    device.kernel(['training/training_step', 'training/norm', 'training/gradient_clipped', 'training/adam']),
  ]);
  const summing = Math.min(mostNorms, Math.ceil(floats / 64));
  const norms = { buffer: await buffers.storage('norms', 8 * summing), size: 8 * summing };
  const boundSum = sumGradient.bind({ ...buffersByName, norms });
  const boundAdam = adam.bind({ ...buffersByName, norms });
  return {
    encode(pass, offset) {
      boundSum.dispatch(pass, offset, summing);
      boundAdam.dispatch(pass, offset, workgroups);
    },
  };
}
