import { layersOf } from '../src/index.ts';
import type { Workload } from './workloads.ts';

/**
 * Useful arithmetic of one unit of a workload (a training step, or a step of one particle), in floating-point operations:
 * the multiply-adds of the weights, each counted as two. Activations, noise, biases and Adam are work too, but no two
 * programs do the same of it, so it counts for nothing. With F multiply-adds in all layers and F₁ in the first:
 * - a training step takes 2·rows·(3F − F₁): forward F, gradients of the weights F, deltas F − F₁, because the inputs need none;
 * - a step of a particle takes 2·(F − h): σ is the same for all of a level, so its column of h weights belongs to the biases.
 */
export function usefulOperations(workload: Workload): number {
  const layers = layersOf(workload.network);
  const all = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const first = layers[0]!;
  if (workload.kind === 'training') return 2 * workload.rows * (3 * all - first.inputs * first.outputs);
  return 2 * (all - (first.inputs - workload.network.dimension) * first.outputs);
}

/**
 * Bytes that must pass between memory and the processor in one unit, whatever the kernels, if a step of training or of
 * sampling is one pass over memory:
 * - a training step reads and writes parameters and both moments of Adam (24 bytes each parameter) and reads the data;
 * - a step of a particle reads and writes its coordinates; weights are shared by all and count for nothing.
 */
export function usefulBytes(workload: Workload): number {
  const { dimension } = workload.network;
  if (workload.kind === 'sampling') return 8 * dimension;
  const parameters = layersOf(workload.network).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  const data = Math.min(workload.options.data.shape[0], workload.rows);
  return 24 * parameters + 4 * data * dimension;
}

/** Units that one step of a workload counts for: a training step is one, a sampling step one for each particle. */
export function unitsPerStep(workload: Workload): number {
  return workload.kind === 'training' ? 1 : workload.particles;
}

export function unitOf({ kind }: Pick<Workload, 'kind'>): string {
  return kind === 'training' ? 'steps/s' : 'particle-steps/s';
}
