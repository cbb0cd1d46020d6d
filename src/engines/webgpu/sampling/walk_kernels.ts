import { streams } from '../../../random.ts';
import type { Buffers, Device } from '../device/device.ts';
import { type ChosenScore, type ScoreKernels, scoreKernels } from './score_kernels.ts';

/**
 * Steps over which a dispatch should spread what it does but once: particles are loaded and stored, weights that it was
 * compiled for are brought into its caches.
 */
export const steadySteps = 32;

/** The kernels that take particles through Langevin steps, ready to be dispatched. */
export interface WalkKernels extends ScoreKernels {
  /** Encodes them over so many quads, the record of what they are told at `offset`. */
  encode(pass: GPUComputePassEncoder, offset: number, quads: number): void;
}

/** What is walked: by the names in shaders/sampling/walk.wgsl and langevin_….wgsl. */
export interface WalkBuffers {
  /** The uniform of records. */
  readonly walk: GPUBufferBinding;
  readonly particles: GPUBufferBinding;
  /** Becomes 1 where a particle is not finite after a dispatch. */
  readonly diverged: GPUBufferBinding;
}

/** Prepares Langevin steps of so many quads along a score, at these noise levels. */
export async function walkKernels(
  device: Device,
  buffers: Buffers,
  score: ChosenScore,
  sigmas: readonly number[],
  quads: number,
  walked: WalkBuffers,
): Promise<WalkKernels> {
  const kernels = await scoreKernels(device, buffers, score, sigmas, quads);
  const shared = { ...walked, ...kernels.buffers };
  const langevin = await device.kernel(
    [
      'sampling/walk',
      'random/philox',
      'random/normal',
      'sampling/finite',
      ...kernels.parts,
      `sampling/langevin_${kernels.form}`,
    ],
    { ...kernels.constants, LANGEVIN_STREAM: streams.langevin },
    { frozen: kernels.frozen },
  );
  const bound = langevin.bind(shared);
  const prelude = await kernels.prelude?.(shared);
  const quadsPerWorkgroup = kernels.form === 'lanes' ? kernels.quadsPerWorkgroup : 64;
  return {
    ...kernels,
    encode(pass, offset, quads) {
      prelude?.(pass, offset, quads);
      bound.dispatch(pass, offset, Math.ceil(quads / quadsPerWorkgroup));
    },
  };
}
