import type { Network } from '../../../network.ts';

/** Shader files that a network's shape asks for: its activation, how it is conditioned on σ, what its output stands for. */
export function networkParts({ activation, conditioning, output }: Network): string[] {
  const input = typeof conditioning === 'object' ? 'fourier' : conditioning.replace('-', '_');
  const form = typeof output === 'object' ? 'edm' : output.replace('-', '_');
  return [`network/activation/${activation}`, `network/conditioning/${input}`, `network/output/${form}`];
}

/** The deviation of the data that the output is for, as kernels read it; 1 where it is for none. */
export function dataDeviation({ output }: Network): number {
  return typeof output === 'object' ? output.edm : 1;
}
