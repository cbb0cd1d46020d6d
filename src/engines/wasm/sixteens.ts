/**
 * Rows and particles stand in groups of sixteen: number 4·l + k of a group in lane l of vector k, because random numbers come so.
 */

/** So many filled up to whole groups. */
export function sixteens(count: number): number {
  return Math.ceil(count / 16) * 16;
}

/** Where a particle stands in its plane. */
export function placeOf(particle: number): number {
  const own = particle & 15;
  return particle - own + ((own & 3) << 2) + (own >> 2);
}

/** The particle that stands there. */
export function particleAt(place: number): number {
  const own = place & 15;
  return place - own + ((own & 3) << 2) + (own >> 2);
}

/** [count, dimension] rows as planes of whole groups; what fills up the last one is 0. */
export function toPlanes(rows: Float32Array, count: number, dimension: number): Float32Array {
  const stride = sixteens(count);
  const planes = new Float32Array(stride * dimension);
  for (let p = 0; p < count; p++) {
    const place = placeOf(p);
    for (let j = 0; j < dimension; j++) planes[j * stride + place] = rows[p * dimension + j]!;
  }
  return planes;
}

/** Planes of whole groups as [count, dimension] rows. */
export function fromPlanes(planes: Float32Array, count: number, dimension: number): Float32Array {
  const stride = sixteens(count);
  const rows = new Float32Array(count * dimension);
  for (let p = 0; p < count; p++) {
    const place = placeOf(p);
    for (let j = 0; j < dimension; j++) rows[p * dimension + j] = planes[j * stride + place]!;
  }
  return rows;
}
