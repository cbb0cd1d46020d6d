import { featureCount } from '../../../conditioning.ts';
import { contextColumnCount } from '../../../contexts/context.ts';
import type { Network } from '../../../network.ts';
import type { Constants } from '../wgsl/compose.ts';

/** Shader files that a network's shape asks for: its activation, how it is conditioned on σ, what its output stands for. */
export function networkParts({ activation, conditioning, output }: Network): string[] {
  const input = typeof conditioning === 'object' ? 'fourier' : conditioning.replace('-', '_');
  const form = typeof output === 'object' ? 'edm' : output.replace('-', '_');
  return [`network/activation/${activation}`, `network/conditioning/${input}`, `network/output/${form}`];
}

/** What says what a network in planes is conditioned on: shader files, those of a room among them, and their constants. */
export function conditionOf(
  { conditioning, context }: Network,
  room: 'training' | 'sampling',
): { readonly parts: readonly string[]; readonly constants: Constants } {
  if (!context) return { parts: [`${room}/condition_sigma`], constants: {} };
  return {
    parts: [`network/context/${'classes' in context ? 'classes' : 'values'}`, `${room}/condition_context`],
    constants: { FEATURES: featureCount(conditioning), CONTEXT_COLUMNS: contextColumnCount(context) },
  };
}

/** The deviation of the data that the output is for, as kernels read it; 1 where it is for none. */
export function dataDeviation({ output }: Network): number {
  return typeof output === 'object' ? output.edm : 1;
}
