import { stride } from './block.ts';
import type { Particles } from './particles.ts';

/**
 * x ← x + σ²·s, the mean of the data given x (Jolicoeur-Martineau et al. 2021, section 3), for particles `first` …
 * `first + rows − 1`, rounded to float32.
 * @param scores [dimension] planes: s(x, σ) at these particles.
 * @returns whether all of the new coordinates are finite.
 */
export function denoise(
  from: Particles,
  to: Particles,
  first: number,
  rows: number,
  scores: Float64Array,
  sigma: number,
): boolean {
  let finite = true;
  for (let j = 0; j < from.dimension; j++) {
    const plane = j * from.count + first;
    for (let r = 0; r < rows; r++) {
      const x = Math.fround(from.values[plane + r]! + sigma * sigma * scores[j * stride + r]!);
      to.values[plane + r] = x;
      if (!Number.isFinite(x)) finite = false;
    }
  }
  return finite;
}
