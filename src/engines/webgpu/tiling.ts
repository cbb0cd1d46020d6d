import type { Device } from './device.ts';
import type { Constants } from './shader.ts';

/**
 * How the kernels of networks in planes cut their matrix products into tiles, one an invocation. Larger tiles load less
 * and hold more registers; which is best differs from device to device.
 */
export interface Tiling {
  /**
   * Invocations of a subgroup that share their loads by broadcast (product_broadcast.wgsl, tile_broadcast.wgsl); 0 where
   * each loads for itself (product_plain.wgsl, tile_plain.wgsl).
   */
  readonly subgroup: number;
  /** Units of a tile. */
  readonly outputs: number;
  /** Units of a tile for layers that are no wider. */
  readonly narrow: number;
  /** Vectors of four rows of a tile. */
  readonly vectors: number;
  /** Terms of the sums that are written out; at most `widthUnit`. */
  readonly unroll: number;
  /** Units, in each direction, of the tile of weights of which an invocation sums the gradient; times `subgroup`, of a workgroup. */
  readonly weights: number;
}

/** Widths on the device are multiples of this, so that sums can be written out so many terms at a time. */
export const widthUnit = 4;

// Wider subgroups would need tiles of more units than registers hold.
const widestBroadcast = 8;

/** The tiling for so many quads of rows, by what the device can do. */
export function tilingFor(device: Device, quads: number): Tiling {
  const subgroup = device.subgroup <= widestBroadcast ? device.subgroup : 0;
  const vectors = quads > 64 ? 2 : 1;
  if (subgroup === 0) return { subgroup, outputs: 16, narrow: 4, vectors, unroll: 1, weights: 8 };
  return { subgroup, outputs: 4 * subgroup, narrow: 4, vectors, unroll: subgroup < 8 ? 4 : 1, weights: 4 };
}

/** Shader files and constants of a product whose tiles have so many units. */
export function productOf(
  { subgroup, vectors, unroll }: Tiling,
  outputs: number,
): { part: string; constants: Constants } {
  const constants = { OUTPUTS: outputs, VECTORS: vectors, UNROLL: unroll };
  // A layer of a few units is not worth passing weights on.
  if (subgroup === 0 || outputs < 4 * subgroup)
    return { part: 'product_plain', constants: { ...constants, LOADS: outputs / 4 } };
  return {
    part: 'product_broadcast',
    constants: { ...constants, SUBGROUP: subgroup, LOADS: outputs / (4 * subgroup) },
  };
}

/** Shader file and constants of the gradient of weights, and how many units a workgroup takes in each direction. */
export function weightTileOf({ subgroup, weights }: Tiling): { part: string; constants: Constants; units: number } {
  if (subgroup === 0) return { part: 'tile_plain', constants: { TILE: weights }, units: 8 * weights };
  return { part: 'tile_broadcast', constants: { TILE: weights, SUBGROUP: subgroup }, units: subgroup * weights };
}
