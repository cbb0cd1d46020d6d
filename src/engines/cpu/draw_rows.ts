import { contextInput, contextInputCount } from '../../contexts/context.ts';
import { type Key, normals, philox, type Stream, streams, uniform } from '../../random.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import { stride } from './block.ts';
import type { BlockGradient } from './block_gradient.ts';

/**
 * Fills the planes of a block with the rows `first` (a multiple of 4) … `first + count − 1` of a step: the datum of each,
 * its σ, its ε and x̃ = x + σε, and its context, unless that is dropped. Twin: perturb.wgsl in shaders/training/, with data_….wgsl,
 * levels_….wgsl, perturbation_….wgsl and condition_….wgsl.
 */
export type DrawRows = (
  step: number,
  first: number,
  count: number,
  block: Pick<BlockGradient, 'points' | 'epsilon' | 'sigmas' | 'contexts'>,
) => void;

export function createRows(plan: TrainingPlan, key: Key): DrawRows {
  const { data, noise, drawn, repeats, perturbation, noisePerRow, contextDropout } = plan;
  const { dimension, context } = plan.network;
  const [count, width] = data.shape;
  const contextInputs = contextInputCount(context);
  // As engines in float32 have it.
  const dropout = Math.fround(contextDropout);
  const { levels } = noise;
  // Rows come in their order, four to a call of the generator: what one call gave serves all four.
  const words = quadOf((quad, step, stream, out: Uint32Array) => philox(out, quad, 0, step, stream, key), Uint32Array);
  const slots = quadOf((quad, step, stream, out: Uint32Array) => philox(out, quad, 0, step, stream, key), Uint32Array);
  const drops = quadOf((quad, step, stream, out: Uint32Array) => philox(out, quad, 0, step, stream, key), Uint32Array);
  const lanes = Array.from({ length: dimension + 1 }, (_, j) => {
    // The last is of levels, which are drawn once a row, as in dimension 0.
    const column = j < dimension ? j : 0;
    return quadOf(
      (quad, step, stream, out: Float64Array) => normals(quad, column, step, stream, key, out),
      Float64Array,
    );
  });

  /** One of `choices` equal parts of the range of words. */
  const part = (word: number, choices: number) => Math.floor((word * choices) / 2 ** 32);

  function sigmaOf(row: number, step: number): number {
    if (noisePerRow === 'all-levels') return levels[row % repeats]!;
    if (noisePerRow === 'one-level') return levels[part(words(row, step, streams.levels), levels.length)]!;
    if (noisePerRow === 'log-uniform') {
      const [low, high] = [Math.log(levels.at(-1)!), Math.log(levels[0]!)];
      return Math.exp(low + (high - low) * uniform(words(row, step, streams.levels)));
    }
    const { mean, deviation } = noisePerRow.logNormal;
    return Math.exp(mean + deviation * lanes[dimension]!(row, step, streams.levels));
  }

  function isDropped(row: number, step: number): boolean {
    return dropout > 0 && uniform(drops(row, step, streams.contexts)) <= dropout;
  }

  return (step, first, rows, { points, epsilon, sigmas, contexts }) => {
    for (let r = 0; r < rows; r++) {
      const row = first + r;
      const slot = Math.floor(row / repeats);
      const datum = drawn ? part(slots(slot, step, streams.rows), count) : slot;
      const sigma = sigmaOf(row, step);
      sigmas[r] = sigma;
      for (let j = 0; j < dimension; j++) {
        const z = lanes[j]!(perturbation === 'shared' ? slot : row, step, streams.perturbation);
        epsilon[j * stride + r] = z;
        points[j * stride + r] = data.values[datum * width + j]! + sigma * z;
      }
      if (!context) continue;
      const dropped = isDropped(row, step);
      for (let i = 0; i < contextInputs; i++) {
        const input = dropped ? 0 : contextInput(context, data.values, datum * width + dimension, i);
        contexts[i * stride + r] = input;
      }
    }
  };
}

/** Number of a row at a step, from the four that one call makes for its quad; made again only when the quad changes. */
function quadOf<List extends Uint32Array | Float64Array>(
  fill: (quad: number, step: number, stream: Stream, out: List) => void,
  Kind: new (length: number) => List,
): (row: number, step: number, stream: Stream) => number {
  const out = new Kind(4);
  let [quad, step] = [-1, -1];
  return (row, at, stream) => {
    const wanted = Math.floor(row / 4);
    if (wanted !== quad || at !== step) fill(wanted, at, stream, out);
    [quad, step] = [wanted, at];
    return out[row % 4]!;
  };
}
