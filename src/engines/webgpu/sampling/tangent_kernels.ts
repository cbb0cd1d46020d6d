import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import type { Prelude, ScoreKernels } from './score_kernels.ts';
import { type SumKernels, type SummandKernels, sumKernels } from './sum_kernels.ts';

/** A score of a sum with products of its Jacobian and tangents. */
export interface TangentKernels extends SummandKernels {
  /**
   * Prepares the dispatches that add J·v of every tangent, times the weight of the summand, to the planes of products; they go after
   * the prelude of `kernels` and an addition of their scores. `shared` has, beside what preludes get, the buffers of
   * shaders/fields/summand.wgsl and tangents.wgsl.
   */
  multiply(shared: Readonly<Record<string, GPUBufferBinding>>): Promise<Prelude>;
}

/** Scores in planes, tangents in planes, and what becomes of those. */
export interface ScoreAndTangents extends Pick<SumKernels, 'stride' | 'quadsPerWorkgroup' | 'mostWorkgroups' | 'work'> {
  /** By the names of shaders/fields/summand.wgsl, sums.wgsl and tangents.wgsl. */
  readonly buffers: Readonly<Record<'part' | 'sums' | 'tangents' | 'products', GPUBufferBinding>>;
  /** Prepares the dispatches that leave the scores of a range of particles in the sums. */
  evaluate(shared: Readonly<Record<string, GPUBufferBinding>>): Promise<Prelude>;
  /** Prepares those that leave J·v of every tangent in the products; they go after the others. */
  multiply(shared: Readonly<Record<string, GPUBufferBinding>>): Promise<Prelude>;
}

/** Makes room for so many tangents of a sum of scores. */
export async function scoreAndTangents(
  device: Device,
  buffers: Buffers,
  parts: readonly TangentKernels[],
  { dimension, quads, count }: { readonly dimension: number; readonly quads: number; readonly count: number },
): Promise<ScoreAndTangents> {
  const planes = dimension * (1 + 2 * count);
  const sum = await sumKernels(device, buffers, parts, { dimension, quads, planes });
  const bytes = 16 * dimension * count * sum.stride;
  const own = {
    tangents: { buffer: await buffers.storage('tangents', bytes) },
    products: { buffer: await buffers.storage('products', bytes) },
  };
  const { stride, quadsPerWorkgroup, mostWorkgroups } = sum;
  return {
    ...{ stride, quadsPerWorkgroup, mostWorkgroups },
    work: (1 + count) * sum.work,
    buffers: { ...sum.buffers, ...own },
    evaluate: sum.prelude!,
    async multiply(shared) {
      const steps = await Promise.all(
        parts.map(({ multiply }, i) => multiply({ ...shared, ...own, ...sum.records[i]! })),
      );
      return (pass, offset, quads) => {
        for (const step of steps) step(pass, offset, quads);
      };
    },
  };
}

/** The form of scores that are read from these planes by shader files that define score_at(). */
export function readFrom(
  { quadsPerWorkgroup, mostWorkgroups, work, buffers }: ScoreAndTangents,
  parts: readonly string[],
): Pick<
  ScoreKernels,
  'form' | 'quadsPerWorkgroup' | 'mostWorkgroups' | 'work' | 'buffers' | 'parts' | 'constants' | 'frozen'
> {
  return {
    ...{ form: 'planes', quadsPerWorkgroup, mostWorkgroups, work, buffers, constants: {}, frozen: false },
    parts: ['fields/summand', 'fields/sums', 'fields/tangents', ...parts],
  };
}
