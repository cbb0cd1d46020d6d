import { type Key, normals, streams } from '../../random.ts';
import type { KnownPlan } from '../plan/sampling_plan.ts';

/** What known coordinates carry, and where their noise comes from. */
export interface KnownNoise {
  readonly sigma: number;
  /** Updates made so far: the counter of their noise. */
  readonly updates: number;
  /** Quad of the random streams that the particles 0 to 3 take. */
  readonly firstQuad: number;
  readonly key: Key;
}

const lanes = new Float64Array(4);

/**
 * Coordinate j of the particles `first` (a multiple of 4) to `first + 3` where it is known, value + σ·z rounded to float32, and NaN
 * where it is not. Particle p takes lane p mod 4 of normals(firstQuad + ⌊p/4⌋, j, updates) of stream `known` for z.
 * @returns whether it is known of any of them
 */
export function knownQuad(
  { values: { values, shape } }: KnownPlan,
  first: number,
  j: number,
  { sigma, updates, firstQuad, key }: KnownNoise,
  out: Float64Array,
): boolean {
  const [rows, dimension] = shape;
  const [at, step] = rows === 1 ? [j, 0] : [first * dimension + j, dimension];
  let any = false;
  for (let lane = 0; lane < 4; lane++) {
    const value = values[at + lane * step] ?? Number.NaN;
    any = any || !Number.isNaN(value);
    out[lane] = value;
  }
  if (!any || sigma === 0) return any;
  normals(firstQuad + first / 4, j, updates, streams.known, key, lanes);
  for (let lane = 0; lane < 4; lane++) out[lane] = Math.fround(out[lane]! + sigma * lanes[lane]!);
  return true;
}
