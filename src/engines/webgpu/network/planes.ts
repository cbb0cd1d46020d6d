import { layersOf, type Network } from '../../../network.ts';
import type { Packing } from './lanes.ts';
import { type Tiling, widthUnit } from './tiling.ts';

/** A dense layer as it lies on the device: the struct Layer of shaders/network/layer.wgsl but for the stride. */
export interface PlaneLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: number;
  readonly source: number;
  readonly result: number;
  readonly true_inputs: number;
  readonly true_outputs: number;
}

/** A network in planes: one for each of its units, filled up to whole tiles. */
export interface PlaneLayout {
  readonly layers: readonly PlaneLayer[];
  readonly planes: number;
  /** Length of its parameters on the device. */
  readonly floats: number;
}

/**
 * Lays a network out. With `keep`, every unit has its own plane, as the backward pass wants it; else a layer's outputs
 * take the planes of the layer before its inputs.
 */
export function planesOf(network: Network, tiling: Tiling, { keep }: { keep: boolean }): PlaneLayout {
  const layers: PlaneLayer[] = [];
  const given = layersOf(network);
  let inputs = upTo(given[0]!.inputs, widthUnit);
  const widest = Math.max(inputs, ...given.map(({ outputs }) => paddedWidth(outputs, tiling)));
  let weight = 0;
  let source = 0;
  for (const layer of given) {
    const outputs = paddedWidth(layer.outputs, tiling);
    const result = keep ? source + inputs : widest - source;
    layers.push({
      ...{ inputs, outputs, weight, source, result },
      ...{ true_inputs: layer.inputs, true_outputs: layer.outputs },
    });
    weight += (inputs + 1) * outputs;
    source = result;
    inputs = outputs;
  }
  const planes = keep ? source + inputs : 2 * widest;
  return { layers, planes, floats: weight };
}

/** Where the parameters of such a network stand. */
export function planePacking({ layers, floats }: PlaneLayout): Packing {
  const count = layers.reduce((sum, { true_inputs, true_outputs }) => sum + (true_inputs + 1) * true_outputs, 0);
  const places = new Uint32Array(count);
  let k = 0;
  for (const { inputs, outputs, weight, true_inputs, true_outputs } of layers) {
    // The biases follow the rows of the inputs, those that fill up the tiles included.
    for (let i = 0; i <= true_inputs; i++) {
      const row = weight + (i < true_inputs ? i : inputs) * outputs;
      for (let o = 0; o < true_outputs; o++) places[k++] = row + o;
    }
  }
  return { floats, places };
}

/** Units of the tile that a layer of this width on the device takes. */
export function tileWidth(padded: number, { outputs, narrow }: Tiling): number {
  return padded % outputs === 0 ? outputs : narrow;
}

function paddedWidth(width: number, { outputs, narrow }: Tiling): number {
  return upTo(width, width <= narrow ? narrow : outputs);
}

function upTo(width: number, unit: number): number {
  return unit * Math.ceil(width / unit);
}
