import { type Key, normals, streams } from '../../random.ts';
import { stride } from './block.ts';
import type { Particles } from './particles.ts';

/** What a Langevin step needs beside particles and scores. */
export interface LangevinStep {
  /** Step size τ. */
  readonly size: number;
  /** Number of the step since the start of the walk: the counter of its noise. */
  readonly number: number;
  /** Quad of the random streams that the particles 0 to 3 take. */
  readonly firstQuad: number;
  readonly key: Key;
}

const lanes = new Float64Array(4);

/**
 * x ← x + τ·s + √(2τ)·z for particles `first` (a multiple of 4) … `first + rows − 1`, rounded to float32, from one state
 * to the next.
 * @param scores [dimension] planes: s at these particles.
 * @returns whether all of the new coordinates are finite.
 */
export function langevin(
  from: Particles,
  to: Particles,
  first: number,
  rows: number,
  scores: Float64Array,
  { size, number, firstQuad, key }: LangevinStep,
): boolean {
  const spread = Math.sqrt(2 * size);
  const before = from.values;
  const after = to.values;
  // Stays 0 as long as all values are finite: 0·∞ and 0·NaN are NaN.
  let check = 0;
  for (let j = 0; j < from.dimension; j++) {
    const plane = j * from.count + first;
    for (let quad = 0; quad < rows; quad += 4) {
      normals(firstQuad + (first + quad) / 4, j, number, streams.langevin, key, lanes);
      const quadRows = Math.min(4, rows - quad);
      for (let lane = 0; lane < quadRows; lane++) {
        const r = quad + lane;
        const x = Math.fround(before[plane + r]! + size * scores[j * stride + r]! + spread * lanes[lane]!);
        after[plane + r] = x;
        check += 0 * x;
      }
    }
  }
  return check === 0;
}
