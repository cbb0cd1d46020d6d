import { featureCount } from '../../conditioning.ts';
import type { Network } from '../../network.ts';
import { type Device, isSwiftShader } from './device.ts';
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
  /** Terms of the sums that are written out, a power of two; fewer for layers of few terms. */
  readonly unroll: number;
  /** Units, in each direction, of the tile of weights of which an invocation sums the gradient; times `subgroup`, of a workgroup. */
  readonly weights: number;
}

/** Widths on the device are multiples of this, since weights are loaded four at a time. */
export const widthUnit = 4;

// Wider subgroups would need tiles of more units than registers hold.
const widestBroadcast = 8;

/** The tilings that a device may do best with, by name; the first is taken where nothing was measured. */
export function tilingsOf({ subgroup }: Pick<Device, 'subgroup'>): ReadonlyMap<string, Tiling> {
  const plain = { subgroup: 0, narrow: 4, unroll: 1, weights: 8 };
  const tilings = new Map<string, Tiling>();
  if (subgroup > 0 && subgroup <= widestBroadcast) {
    // lavapipe, whose subgroups have eight, does best by single terms.
    const unroll = isSwiftShader({ subgroup }) ? 8 : 1;
    tilings.set('broadcast', { subgroup, outputs: 32, narrow: 4, vectors: 2, unroll, weights: 4 });
  }
  tilings.set('plain', { ...plain, outputs: 16, vectors: 2 });
  // More invocations, fewer registers: for devices with more cores than such tiles keep busy.
  tilings.set('plain, small', { ...plain, outputs: 8, vectors: 1 });
  return tilings;
}

/** The tiling for so many quads of rows: what was found best for networks of this shape, or the device's first. */
export function tilingFor(device: Device, network: Network, quads: number): Tiling {
  const tilings = tilingsOf(device);
  const [first] = tilings.values();
  const tiling = tilings.get(device.choices.get(shapeOf(network)) ?? '') ?? first!;
  // Few rows do not fill tiles of two vectors.
  return quads > 64 ? tiling : { ...tiling, vectors: 1 };
}

/** What the speed of a network depends on, as a key. */
export function shapeOf({ dimension, hidden, activation, conditioning }: Network): string {
  return [dimension + featureCount(conditioning), ...hidden, dimension, activation].join(' ');
}

/** Shader files and constants of a product whose tiles have so many units, each a sum of so many terms. */
export function productOf(
  { subgroup, vectors, unroll: wanted }: Tiling,
  outputs: number,
  terms: number,
): { part: string; constants: Constants } {
  let unroll = wanted;
  // Short sums are not worth the time that it takes to compile what is written out.
  while (unroll > 1 && (terms % unroll !== 0 || terms / unroll < 8)) unroll /= 2;
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
