import { gaussianMixture, type Points, type Target } from '../../../../src/index.ts';
import type { Problem } from '../../run/problem.ts';

/** What perfect samples with some noise left in them are draws of. @param end σ of that noise, 0 or more */
export function perfectTarget({ distribution, target, data }: Problem, end: number): Target {
  if (distribution) return end > 0 ? distribution.perturbed(end) : distribution;
  return withNoise(target ?? halvesOf(data), end);
}

/** Most samples that can be judged by a problem: of a file, two sets that have no row in common are compared. */
export function mostSamples({ target, data }: Problem): number {
  return target ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(data.shape[0] / 2));
}

function withNoise(target: Target, end: number): Target {
  const { dimension } = target;
  if (end === 0) return target;
  const noise = gaussianMixture({ weights: [1], means: [new Array<number>(dimension).fill(0)], deviations: [end] });
  return {
    dimension,
    sample(count, { seed }) {
      const { values, shape } = target.sample(count, { seed });
      // Another key, for draws of one key share their normals.
      const { values: added } = noise.sample(count, { seed: BigInt(seed) + (1n << 40n) });
      return { values: values.map((value, i) => value + added[i]!), shape };
    },
  };
}

/**
 * Data as a target: rows chosen at random. Draws of an even seed and of the next have no row in common, up to half the rows
 * each, so that they are as strange to one another as samples are to data.
 */
function halvesOf({ values, shape: [rows, dimension] }: Points): Target {
  return {
    dimension,
    sample(count, { seed }) {
      const shuffled = shuffledRows(rows, Number(BigInt.asUintN(32, BigInt(seed) >> 1n)));
      const skipped = Number(BigInt(seed) & 1n) * count;
      const chosen = new Float64Array(count * dimension);
      for (let i = 0; i < skipped; i++) shuffled();
      for (let i = 0; i < count; i++) {
        const from = shuffled() * dimension;
        chosen.set(values.subarray(from, from + dimension), i * dimension);
      }
      return { values: chosen, shape: [count, dimension] };
    },
  };
}

/** Gives row after row in random order (Fisher and Yates), and all again after the last; keeps only what has changed places. */
function shuffledRows(rows: number, seed: number): () => number {
  const random = randomOf(seed);
  const moved = new Map<number, number>();
  const rowAt = (place: number): number => moved.get(place) ?? place;
  let next = 0;
  return () => {
    const place = next++ % rows;
    const other = place + Math.floor(random() * (rows - place));
    const row = rowAt(other);
    moved.set(other, rowAt(place));
    moved.set(place, row);
    return row;
  };
}

/** Numbers in [0, 1) by a seed (mulberry32, Ettinger 2017). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
