import { type Device, isSwiftShader } from '../device/device.ts';
import type { Constants } from '../wgsl/compose.ts';

/**
 * How the kernels of networks in planes cut their matrix products into tiles, one an invocation. Larger tiles load less
 * and hold more registers; which is best differs from device to device.
 */
export interface Tiling {
  /**
   * Invocations of a subgroup that share their loads by broadcast (product_broadcast.wgsl); 0 where each loads for itself
   * (product_plain.wgsl).
   */
  readonly subgroup: number;
  /**
   * Invocations of a workgroup that stand side by side over the units of a tile and load together what they need
   * (product_workgroup.wgsl): 8, or 1 where each takes all units.
   */
  readonly columns: 1 | 8;
  /** Units of a tile, of all columns together. */
  readonly outputs: number;
  /** Units of a tile for layers that are no wider. */
  readonly narrow: number;
  /** Vectors of four rows of a tile. */
  readonly vectors: number;
  /** Terms of the sums that are written out, a power of two; fewer for layers of few terms. */
  readonly unroll: number;
  /** How gradients of weights are summed. */
  readonly weights: WeightTile;
}

/** How the gradient of weights is cut into tiles of units × units, one a workgroup. */
export interface WeightTile {
  /** Shader file, which says how the invocations of a workgroup share what they load. */
  readonly part: 'training/tile_broadcast' | 'training/tile_workgroup' | 'training/tile_plain';
  /** Units of an invocation, in each direction. */
  readonly side: number;
  /** Units of a workgroup, in each direction. */
  readonly units: number;
  readonly constants: Constants;
}

/** Widths on the device are multiples of this, since weights are loaded four at a time. */
export const widthUnit = 4;

// Wider subgroups would need tiles of more units than registers hold.
const widestBroadcast = 8;

// Invocations that stand eight by eight, and their sums in as many registers as most devices grant.
const eightByEight = { side: 8, units: 64, constants: { TILE: 8 } };
const alone: WeightTile = { part: 'training/tile_plain', ...eightByEight };
const shared: WeightTile = { part: 'training/tile_workgroup', ...eightByEight };

function broadcast(subgroup: number, side: number): WeightTile {
  return {
    part: 'training/tile_broadcast',
    side,
    units: side * subgroup,
    constants: { TILE: side, SUBGROUP: subgroup },
  };
}

/** The tilings that a device may do best with, by name; the first is taken where nothing was measured. */
export function tilingsOf(device: Pick<Device, 'subgroup' | 'adapter'>): ReadonlyMap<string, Tiling> {
  const { subgroup, adapter } = device;
  const plain = { subgroup: 0, columns: 1, narrow: 4, unroll: 1, weights: shared } as const;
  const tilings = new Map<string, Tiling>();
  if (subgroup > 0 && subgroup <= widestBroadcast) {
    const software = adapter.type === 'software';
    // lavapipe does best by short loops, which stay in a processor's cache of decoded instructions even where two threads
    // share it.
    const shortLoop = software && !isSwiftShader(device);
    const vectors = shortLoop ? 1 : 2;
    const unroll = isSwiftShader(device) ? 8 : 1;
    const weights = broadcast(subgroup, shortLoop ? 2 : 4);
    tilings.set('broadcast', { subgroup, columns: 1, outputs: 32, narrow: 4, vectors, unroll, weights });
    // On both software drivers that have such subgroups, plain tiles take two to three times as long, and seconds to compile.
    if (software) return tilings;
  }
  tilings.set('plain', { ...plain, outputs: 16, vectors: 2 });
  // More invocations, fewer registers: for devices with more cores than such tiles keep busy. Terms written out have their
  // loads on their way together, where there is little arithmetic to wait with.
  tilings.set('plain, small', { ...plain, outputs: 8, vectors: 1, unroll: 4 });
  tilings.set('plain, smallest', { ...plain, outputs: 4, vectors: 1, unroll: 8 });
  // Barriers are dear on a processor, whose caches do what workgroup memory is for.
  if (adapter.type === 'software') return tilings;
  const workgroup = { ...plain, columns: 8, unroll: 4 } as const;
  tilings.set('workgroup', { ...workgroup, outputs: 64, vectors: 2 });
  tilings.set('workgroup, small', { ...workgroup, outputs: 32, vectors: 1 });
  return tilings;
}

/** The same, and for plain ones both ways of summing gradients of weights. */
export function trainingTilingsOf(device: Pick<Device, 'subgroup' | 'adapter'>): ReadonlyMap<string, Tiling> {
  const tilings = new Map(tilingsOf(device));
  for (const [name, tiling] of tilingsOf(device)) {
    if (tiling.subgroup === 0 && tiling.columns === 1)
      tilings.set(`${name}, gradients alone`, { ...tiling, weights: alone });
  }
  return tilings;
}

/** A tiling as so many quads of rows take it: few do not fill tiles of two vectors. */
export function tilingFor(tiling: Tiling, quads: number): Tiling {
  return quads > 64 ? tiling : { ...tiling, vectors: 1 };
}

/** How a kernel computes a product: shader files, their constants, and by how many columns of invocations. */
export interface Product {
  readonly parts: readonly string[];
  readonly constants: Constants;
  readonly columns: number;
}

/** The product whose tiles have so many units, each a sum of so many terms. */
export function productOf(
  { subgroup, columns, outputs: widest, vectors, unroll: wanted }: Tiling,
  outputs: number,
  terms: number,
): Product {
  if (columns > 1 && outputs === widest) {
    const own = outputs / columns;
    // Only software drivers compile for long what is written out.
    const constants = { OUTPUTS: own, VECTORS: vectors, UNROLL: wanted, LOADS: own / 4, WRITTEN_OUT: own };
    return { parts: ['network/product_workgroup'], constants, columns };
  }
  let unroll = wanted;
  // Short sums are not worth the time that it takes to compile what is written out.
  while (unroll > 1 && (terms % unroll !== 0 || terms / unroll < 8)) unroll /= 2;
  const constants = { OUTPUTS: outputs, VECTORS: vectors, UNROLL: unroll };
  // A layer of a few units is not worth passing weights on.
  const alone = subgroup === 0 || outputs < 4 * subgroup;
  return {
    parts: [alone ? 'network/product_plain' : 'network/product_broadcast', 'network/tile_of_invocation'],
    constants: alone
      ? { ...constants, LOADS: outputs / 4 }
      : { ...constants, SUBGROUP: subgroup, LOADS: outputs / (4 * subgroup) },
    columns: 1,
  };
}
