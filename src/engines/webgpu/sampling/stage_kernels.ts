import { streams } from '../../../random.ts';
import { type Program, usesMemory } from '../../../samplers/program.ts';
import type { Device } from '../device/device.ts';
import { sharesOf } from '../device/occupancy.ts';
import { type KnownKernels, noneKnown } from './known_kernels.ts';
import type { ScoreKernels } from './score_kernels.ts';

/**
 * Updates over which a dispatch in lanes should spread what it does but once: particles are loaded and stored, weights that
 * it was compiled for are brought into its caches.
 */
export const steadyUpdates = 32;

/** The kernels that take particles through updates of a program, ready to be dispatched. */
export interface StageKernels extends ScoreKernels {
  /** Encodes them over so many quads, with their record at `offset`. */
  encode(pass: GPUComputePassEncoder, offset: number, quads: number): void;
}

/** What is sampled: by the names in shaders/sampling/. */
export interface SampledBuffers {
  /** The uniform of records. */
  readonly sampling: GPUBufferBinding;
  readonly particles: GPUBufferBinding;
  readonly stages: GPUBufferBinding;
  /** Becomes 1 where a particle is not finite after a dispatch. */
  readonly diverged: GPUBufferBinding;
  /** Only where the program uses it. */
  readonly memory?: GPUBufferBinding;
}

/** Prepares updates of particles along a score. @param known coordinates that are kept, if any */
export async function stageKernels(
  device: Device,
  kernels: ScoreKernels,
  program: Program,
  dimension: number,
  sampled: SampledBuffers,
  known: KnownKernels = noneKnown,
): Promise<StageKernels> {
  const shared = { ...sampled, ...known.buffers, ...kernels.buffers };
  const memory = usesMemory(program) ? 'sampling/memory_kept' : 'sampling/memory_none';
  const update = await device.kernel(
    [
      ...['sampling/dispatch', 'random/philox', 'random/normal', 'sampling/finite', memory, 'sampling/update'],
      ...known.parts,
      ...kernels.parts,
      kernels.form === 'lanes' ? 'sampling/stages_lanes' : 'sampling/stage_planes',
    ],
    { ...kernels.constants, ...known.constants, NOISE: noiseOf(program), NOISE_STREAM: streams.langevin },
    { frozen: kernels.frozen },
  );
  const bound = update.bind(shared);
  const prelude = await kernels.prelude?.(sampled as SampledBuffers & Record<string, GPUBufferBinding>);
  const inLanes = kernels.form === 'lanes';
  const quadsPerWorkgroup = inLanes ? kernels.quadsPerWorkgroup : 64;
  return {
    ...kernels,
    encode(pass, offset, quads) {
      prelude?.(pass, offset, quads);
      const shares = inLanes ? 1 : sharesOf(device, quads, dimension);
      bound.dispatch(pass, offset, Math.ceil(quads / quadsPerWorkgroup), shares);
    },
  };
}

/** Whether no stage adds noise (0), some do (1) or all do (2): NOISE of shaders/sampling/update.wgsl. */
function noiseOf({ stages }: Program): number {
  if (stages.every(({ d }) => d !== 0)) return 2;
  return stages.some(({ d }) => d !== 0) ? 1 : 0;
}
