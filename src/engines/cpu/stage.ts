import { type Key, normals, streams } from '../../random.ts';
import { type Stage, writesMemory } from '../../samplers/program.ts';
import type { KnownPlan } from '../plan/sampling_plan.ts';
import { stride } from './block.ts';
import { knownQuad } from './known.ts';
import type { Particles } from './particles.ts';

/** What an update needs beside particles and scores. */
export interface Update {
  readonly stage: Stage;
  /** Number of the update in its program: the counter of its noise. */
  readonly number: number;
  /** Quad of the random streams that the particles 0 to 3 take. */
  readonly firstQuad: number;
  readonly key: Key;
  /** Coordinates that are given, and σ of the noise that they carry after the update. */
  readonly known?: KnownPlan;
  readonly carried: number;
}

const lanes = new Float64Array(4);
const given = new Float64Array(4);

/**
 * x ← a·x + b·s + c·m + d·z and, where the stage writes it, m ← e·x + f·s, for particles `first` (a multiple of 4) …
 * `first + rows − 1`, rounded to float32; known coordinates become their values with noise.
 * @param memory m; absent where no stage of the program uses it.
 * @param scores [dimension] planes: s at these particles.
 * @returns whether all of the new coordinates are finite.
 */
export function takeStage(
  particles: Particles,
  memory: Float64Array | undefined,
  first: number,
  rows: number,
  scores: Float64Array,
  { stage, number, firstQuad, key, known, carried }: Update,
): boolean {
  const { a, b, c, d, e, f } = stage;
  const { values, count, dimension } = particles;
  const remembers = memory !== undefined && writesMemory(stage);
  lanes.fill(0);
  // Stays 0 as long as all values are finite: 0·∞ and 0·NaN are NaN.
  let check = 0;
  for (let j = 0; j < dimension; j++) {
    const plane = j * count + first;
    for (let quad = 0; quad < rows; quad += 4) {
      if (d !== 0) normals(firstQuad + (first + quad) / 4, j, number, streams.langevin, key, lanes);
      const noise = { sigma: carried, updates: number + 1, firstQuad, key };
      const fixed = known !== undefined && knownQuad(known, first + quad, j, noise, given);
      const quadRows = Math.min(4, rows - quad);
      for (let lane = 0; lane < quadRows; lane++) {
        const r = quad + lane;
        const x = values[plane + r]!;
        const s = scores[j * stride + r]!;
        const m = memory === undefined ? 0 : memory[plane + r]!;
        const moved =
          fixed && !Number.isNaN(given[lane]!) ? given[lane]! : Math.fround(a * x + b * s + c * m + d * lanes[lane]!);
        values[plane + r] = moved;
        if (remembers) memory[plane + r] = Math.fround(e * x + f * s);
        check += 0 * moved;
      }
    }
  }
  return check === 0;
}
