import type { Float32Points } from '../../../points.ts';

/**
 * The layout of particles on the device: four particles a vector, dimension by dimension, so that neighbouring
 * invocations read neighbouring vectors. Particle p in dimension j is float 4·(j·quads + ⌊p/4⌋) + p mod 4.
 */
export function quadsOf(count: number): number {
  return Math.ceil(count / 4);
}

/** From row-major points to quads. The last quad is filled up with copies of the last point, which stay finite. */
export function toQuads({ values, shape: [count, dimension] }: Float32Points): Float32Array {
  const stride = 4 * quadsOf(count);
  const quads = new Float32Array(stride * dimension);
  for (let j = 0; j < dimension; j++) {
    for (let p = 0; p < stride; p++) quads[j * stride + p] = values[Math.min(p, count - 1) * dimension + j]!;
  }
  return quads;
}

/** From quads to row-major points. */
export function fromQuads(quads: Float32Array, count: number, dimension: number): Float32Points {
  const stride = 4 * quadsOf(count);
  const values = new Float32Array(count * dimension);
  for (let j = 0; j < dimension; j++) {
    for (let p = 0; p < count; p++) values[p * dimension + j] = quads[j * stride + p]!;
  }
  return { values, shape: [count, dimension] };
}
