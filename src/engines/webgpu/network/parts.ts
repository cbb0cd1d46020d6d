import type { Network } from '../../../network.ts';
import { type Constants, float } from '../wgsl/compose.ts';

/** Shader files that a network's shape asks for: its activation, how it is told σ, what its output stands for. */
export function networkParts({ activation, conditioning, output }: Network): string[] {
  const told = typeof conditioning === 'object' ? 'fourier' : conditioning.replace('-', '_');
  const form = typeof output === 'object' ? 'edm' : output.replace('-', '_');
  return [`network/activation/${activation}`, `network/conditioning/${told}`, `network/output/${form}`];
}

/** Constants of those files. */
export function networkConstants({ output }: Network): Constants {
  return typeof output === 'object' ? { DATA_DEVIATION: float(output.edm) } : {};
}
