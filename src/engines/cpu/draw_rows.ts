import { normals, philox, type Stream, streams, uniform } from '../../random.ts';
import type { TrainingPlan } from '../options.ts';
import { stride } from './block.ts';
import type { BlockGradient } from './gradient.ts';

/**
 * Fills the planes of a block with the rows `first` (a multiple of 4) … `first + count − 1` of a step: the datum of each,
 * its σ, its ε and x̃ = x + σε. Twin: shaders/data_….wgsl, sigma_….wgsl and perturb.wgsl.
 */
export type DrawRows = (
  step: number,
  first: number,
  count: number,
  block: Pick<BlockGradient, 'points' | 'epsilon' | 'sigmas'>,
) => void;

export function createRows(plan: TrainingPlan): DrawRows {
  const { data, noise, drawn, repeats, perturbation, key, noisePerRow } = plan;
  const [count, dimension] = data.shape;
  const { levels } = noise;
  const words = new Uint32Array(4);
  const normal = new Float64Array(4);

  /** Word of a row in its quad, made anew for each: clear rather than fast, this is the reference. */
  function wordOf(row: number, step: number, stream: Stream): number {
    philox(words, Math.floor(row / 4), 0, step, stream, key);
    return words[row % 4]!;
  }

  function normalOf(row: number, dimension: number, step: number, stream: Stream): number {
    normals(Math.floor(row / 4), dimension, step, stream, key, normal);
    return normal[row % 4]!;
  }

  /** One of `choices` equal parts of the range of words. */
  const part = (word: number, choices: number) => Math.floor((word * choices) / 2 ** 32);

  function sigmaOf(row: number, step: number): number {
    if (noisePerRow === 'all-levels') return levels[row % repeats]!;
    if (noisePerRow === 'one-level') return levels[part(wordOf(row, step, streams.levels), levels.length)]!;
    if (noisePerRow === 'log-uniform') {
      const [low, high] = [Math.log(levels.at(-1)!), Math.log(levels[0]!)];
      return Math.exp(low + (high - low) * uniform(wordOf(row, step, streams.levels)));
    }
    const { mean, deviation } = noisePerRow.logNormal;
    return Math.exp(mean + deviation * normalOf(row, 0, step, streams.levels));
  }

  return (step, first, rows, { points, epsilon, sigmas }) => {
    for (let r = 0; r < rows; r++) {
      const row = first + r;
      const slot = Math.floor(row / repeats);
      const datum = drawn ? part(wordOf(slot, step, streams.rows), count) : slot;
      const sigma = sigmaOf(row, step);
      sigmas[r] = sigma;
      for (let j = 0; j < dimension; j++) {
        const z = normalOf(perturbation === 'shared' ? slot : row, j, step, streams.perturbation);
        epsilon[j * stride + r] = z;
        points[j * stride + r] = data.values[datum * dimension + j]! + sigma * z;
      }
    }
  };
}
