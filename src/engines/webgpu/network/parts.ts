import type { Network } from '../../../network.ts';

/** Shader files that a network's shape asks for: its activation, how it is told σ, what its output stands for. */
export function networkParts({ activation, conditioning, output }: Network): string[] {
  const told = typeof conditioning === 'object' ? 'fourier' : conditioning.replace('-', '_');
  const form = typeof output === 'object' ? 'edm' : output.replace('-', '_');
  return [`network/activation/${activation}`, `network/conditioning/${told}`, `network/output/${form}`];
}

/** The deviation of the data as those files ask for it; 1 where none does. */
export function dataDeviation({ output }: Network): number {
  return typeof output === 'object' ? output.edm : 1;
}
