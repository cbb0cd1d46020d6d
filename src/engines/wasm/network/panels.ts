import { layersOf, type Network } from '../../../network.ts';

/** Rows of a block, bytes of one row of a panel, and of a panel and of a plane of one number a row. Twin: wasm/network/panels.ts. */
export const blockRows = 64;
export const rowBytes = 32;
export const panelBytes = blockRows * rowBytes;
export const planeBytes = 4 * blockRows;

/** Panels of eight that so many units take. */
export function panels(units: number): number {
  return Math.ceil(units / 8);
}

/** One layer of a network in panels. */
export interface PanelLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Of its first weight in the buffer of parameters (layersOf), and in panels, in floats. */
  readonly weight: number;
  readonly offset: number;
}

/** How the parameters of a network stand in panels: weight (i, j) at ((j / 8)·(inputs + 1) + i)·8 + j mod 8, biases as row `inputs`. */
export interface Packing {
  readonly layers: readonly PanelLayer[];
  /** Of a buffer in the layout of the parameters, and in panels. */
  readonly count: number;
  readonly floats: number;
  /** Panels of activations that the widest layer takes. */
  readonly widest: number;
}

export function packingOf(network: Network): Packing {
  let offset = 0;
  let count = 0;
  const layers = layersOf(network).map(({ inputs, outputs, weight }) => {
    const layer = { inputs, outputs, weight, offset };
    offset += panels(outputs) * (inputs + 1) * 8;
    count += outputs * (inputs + 1);
    return layer;
  });
  const widest = Math.max(...layers.flatMap(({ inputs, outputs }) => [panels(inputs), panels(outputs)]));
  return { layers, count, floats: offset, widest };
}

/** Parameters, or what is laid out as they are, in panels; what fills up a panel is 0. */
export function pack(packing: Packing, values: Float32Array): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(packing.floats);
  eachWeight(packing, (at, place) => {
    packed[place] = values[at]!;
  });
  return packed;
}

/** The way back. */
export function unpack(packing: Packing, packed: Float32Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(packing.count);
  eachWeight(packing, (at, place) => {
    values[at] = packed[place]!;
  });
  return values;
}

function eachWeight({ layers }: Packing, visit: (at: number, place: number) => void): void {
  for (const { inputs, outputs, weight, offset } of layers) {
    for (let i = 0; i <= inputs; i++) {
      for (let j = 0; j < outputs; j++) {
        visit(weight + i * outputs + j, offset + ((j >> 3) * (inputs + 1) + i) * 8 + (j & 7));
      }
    }
  }
}

/**
 * Whether rows may stand in the lanes of vectors, and all activations in registers: one hidden layer, in at most two dimensions, without
 * a context.
 */
export function fitsLanes({ dimension, hidden, context }: Network): boolean {
  return !context && dimension <= 2 && hidden.length === 1;
}

/** Activations by their numbers in wasm/network/activation.ts. */
export const activationNumbers = { relu: 0, silu: 1, tanh: 2, softplus: 3 } as const;

/** What a network is conditioned on besides σ, by its number in wasm/network/context.ts. */
export function contextNumber({ context }: Network): number {
  if (!context) return 0;
  return 'classes' in context ? 2 : 1;
}
