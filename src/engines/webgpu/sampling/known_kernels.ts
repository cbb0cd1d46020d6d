import { streams } from '../../../random.ts';
import type { KnownPlan } from '../../plan/sampling_plan.ts';
import type { Buffers } from '../device/buffers.ts';
import { type Constants, float, type Part } from '../wgsl/compose.ts';
import { toQuads } from './quads.ts';

/** How kernels of particles keep known coordinates: shader files, and their buffers. */
export interface KnownKernels {
  readonly parts: readonly Part[];
  readonly constants: Constants;
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
}

/** Of runs in which no coordinate is known. */
export const noneKnown: KnownKernels = { parts: ['sampling/known_none'], constants: {}, buffers: {} };

/** Stands for a coordinate that is not known. No NaN, which a shader may take for whatever it likes. */
const unknown = 2 ** 127;

export async function knownKernels(buffers: Buffers, known: KnownPlan | undefined): Promise<KnownKernels> {
  if (!known) return noneKnown;
  const { values, shape } = known.values;
  const marked = { values: values.map((value) => (Number.isNaN(value) ? unknown : value)), shape };
  return {
    parts: ['sampling/known_kept'],
    constants: {
      ...{ KNOWN_OF_EACH: shape[0] === 1 ? 0 : 1, KNOWN_STREAM: streams.known },
      UNKNOWN: float(unknown),
    },
    // One row is copied into all lanes of a quad.
    buffers: { known: { buffer: await buffers.filled('known coordinates', toQuads(marked)) } },
  };
}
