/**
 * Rows pass through the network in blocks. A block is a list of planes, one for each coordinate or unit, of `stride`
 * values, one for each row: row r of plane i stands at i·stride + r.
 */

/**
 * Most rows of a block, a multiple of 4: enough that what is done once a block weighs little, and few enough that two
 * layers of 128 units stay in the second-level cache. 32 rows train the tutorial's network a quarter slower.
 */
export const blockRows = 128;

/** Distance of two planes. Not a power of two, or all planes would compete for the same few sets of the cache. */
export const stride = blockRows + 4;

/** Planes of zeros. */
export function planes(count: number): Float64Array {
  return new Float64Array(count * stride);
}

/** The number of rows that kernels work on: they take four at a time, so the callers fill up with zeros. */
export function filledRows(rows: number): number {
  return (rows + 3) & ~3;
}
