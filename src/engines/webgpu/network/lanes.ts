import { featureCount } from '../../../conditioning.ts';
import { layersOf, type Network } from '../../../network.ts';
import type { Constants } from '../wgsl/compose.ts';

/**
 * Small networks, whose particles stay in registers: one hidden layer of at most 64 units in at most 4 dimensions,
 * conditioned on σ by one input and on nothing else. Beyond, registers spill; see docs/performance.md.
 */
export function fitsLanes({ dimension, hidden, conditioning, context }: Network): boolean {
  return !context && hidden.length === 1 && hidden[0]! <= 64 && dimension <= 4 && featureCount(conditioning) === 1;
}

/** Vectors of four hidden units. */
export function hiddenBlocks({ hidden }: Pick<Network, 'hidden'>): number {
  return Math.ceil(hidden[0]! / 4);
}

/** Constants of the shaders score_network_lanes and gradient_lanes. */
export function laneConstants({ dimension, hidden }: Network, groups: number): Constants {
  const blocks = hiddenBlocks({ hidden });
  const vectors = (2 * dimension + 2) * blocks + Math.ceil(dimension / 4);
  return {
    DIMENSION: dimension,
    INPUTS: dimension + 1,
    HIDDEN: hidden[0]!,
    BLOCKS: blocks,
    NETWORK_VECTORS: vectors,
    GROUPS: groups,
  };
}

/** Where parameters stand on the device, as floats: parameter k of the network at `places[k]`, padding in between. */
export interface Packing {
  readonly floats: number;
  readonly places: Uint32Array;
}

/** The packing of score_network_lanes.wgsl: rows padded to whole vectors of four hidden units. */
export function lanePacking(network: Network): Packing {
  const { dimension } = network;
  const [first, last] = layersOf(network) as [ReturnType<typeof layersOf>[0], ReturnType<typeof layersOf>[0]];
  const units = first.outputs;
  const row = 4 * Math.ceil(units / 4);
  const places = new Uint32Array(last.bias + last.outputs);
  // The first layer, biases included, keeps its rows; the second is turned so that its rows too run along hidden units.
  for (let i = 0; i <= first.inputs; i++) {
    for (let unit = 0; unit < units; unit++) places[first.weight + i * units + unit] = i * row + unit;
  }
  const outward = (first.inputs + 1) * row;
  for (let unit = 0; unit < units; unit++) {
    for (let j = 0; j < dimension; j++) places[last.weight + unit * dimension + j] = outward + j * row + unit;
  }
  const biases = outward + dimension * row;
  for (let j = 0; j < dimension; j++) places[last.bias + j] = biases + j;
  return { floats: biases + 4 * Math.ceil(dimension / 4), places };
}

export function pack({ floats, places }: Packing, parameters: Float32Array): Float32Array {
  const packed = new Float32Array(floats);
  places.forEach((place, k) => {
    packed[place] = parameters[k]!;
  });
  return packed;
}

export function unpack({ places }: Packing, packed: Float32Array): Float32Array {
  return Float32Array.from(places, (place) => packed[place]!);
}
