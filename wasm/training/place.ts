/** Bytes before number i of sixteen: 4·l + k stands in lane l of vector k. */
// @inline
export function place_of(i: usize): usize {
  return ((i & 3) << 4) + (i & 12);
}
