import { ArgumentError } from '../../errors.ts';
import type { Float32Points } from '../../points.ts';
import { normals, streams } from '../../random.ts';
import { sigmaAt } from '../../samplers/program.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { stride } from './block.ts';
import { knownQuad } from './known.ts';

/** The state of a sampling run: coordinate j of particle p, a float32 number, stands at j·count + p. */
export interface Particles {
  readonly values: Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/**
 * The given points, or mean + deviation·z: particle p takes lane p mod 4 of normals(firstQuad + ⌊p/4⌋, j, 0) of stream
 * `particles` for z. Of those that are drawn, known coordinates are their values with the noise that the program starts from.
 */
export function initialParticles(plan: SamplingPlan): Particles {
  const { particles: count, firstQuad, dimension, initial, key, known, program } = plan;
  if ('values' in initial) return fromPoints(initial);
  const values = room(count, dimension);
  const lanes = new Float64Array(4);
  const given = new Float64Array(4);
  const noise = { sigma: sigmaAt(program, 0), updates: 0, firstQuad, key };
  for (let j = 0; j < dimension; j++) {
    for (let p = 0; p < count; p++) {
      if (p % 4 === 0) {
        normals(firstQuad + p / 4, j, 0, streams.particles, key, lanes);
        if (!known || !knownQuad(known, p, j, noise, given)) given.fill(Number.NaN);
      }
      const fixed = given[p % 4]!;
      const drawn = Math.fround(initial.mean[j]! + initial.deviation[j]! * lanes[p % 4]!);
      values[j * count + p] = Number.isNaN(fixed) ? drawn : fixed;
    }
  }
  return { values, count, dimension };
}

export function fromPoints({ values, shape: [count, dimension] }: Float32Points): Particles {
  const planar = new Float64Array(count * dimension);
  for (let j = 0; j < dimension; j++) {
    for (let p = 0; p < count; p++) planar[j * count + p] = values[p * dimension + j]!;
  }
  return { values: planar, count, dimension };
}

export function toPoints({ values, count, dimension }: Particles): Float32Points {
  const rows = new Float32Array(count * dimension);
  for (let j = 0; j < dimension; j++) {
    for (let p = 0; p < count; p++) rows[p * dimension + j] = values[j * count + p]!;
  }
  return { values: rows, shape: [count, dimension] };
}

/** Copies particles `first` … `first + rows − 1` into the planes of a block. */
export function loadBlock(
  { values, count, dimension }: Particles,
  first: number,
  rows: number,
  block: Float64Array,
): void {
  for (let j = 0; j < dimension; j++) {
    for (let r = 0; r < rows; r++) block[j * stride + r] = values[j * count + first + r]!;
  }
}

/** Copies the planes of a block into particles `first` … `first + rows − 1`. */
export function storeBlock(
  block: Float64Array,
  first: number,
  rows: number,
  { values, count, dimension }: Particles,
): void {
  for (let j = 0; j < dimension; j++) {
    for (let r = 0; r < rows; r++) values[j * count + first + r] = block[j * stride + r]!;
  }
}

/** Memory for particles. @throws ArgumentError saying how many there is room for, when these are too many. */
export function room(count: number, dimension: number): Float64Array {
  const allocate = (particles: number): Float64Array | undefined => {
    try {
      return new Float64Array(particles * dimension);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  const values = allocate(count);
  if (values) return values;
  let fewer = Math.floor(count / 2);
  while (fewer > 1 && !allocate(fewer)) fewer = Math.floor(fewer / 2);
  // Particles and their memory, as they are and as they were.
  const most = Math.floor(fewer / 4);
  throw new ArgumentError('particles', count, `at most about ${most}, for which there is memory here`);
}
