/**
 * Activations of a block of rows stand in panels of eight units: unit u of row r at ((u / 8)·ROWS + r)·8 + u mod 8. So do the
 * parameters of a layer, with the biases as a last row: weight (i, j) at ((j / 8)·(inputs + 1) + i)·8 + j mod 8, where the outputs
 * are filled up to whole panels by weights of zero. Every product then reads memory in its order, and a tile of four rows by eight
 * outputs stays in registers.
 */

/** Rows of a block: with 128 units a layer's activations are 32 KB, which a first-level cache holds. A multiple of 16. */
export const ROWS: usize = 64;

/** Bytes of a row of a panel, and of a panel of activations. */
export const ROW: usize = 32;
export const PANEL: usize = ROWS * ROW;

/** Panels that so many units take. */
// @inline
export function panels(units: usize): usize {
  return (units + 7) >> 3;
}

/** One dense layer of a network. */
@unmanaged
export class Layer {
  inputs: usize;
  outputs: usize;
  /** Bytes of the parameters before its own. */
  offset: usize;
  /** Address of its weights transposed: weight (j, i) at ((i / 8)·outputs + j)·8 + i mod 8. */
  transposed: usize;
  /** Bytes before its part of a block's planes: its inputs, its slopes. */
  input: usize;
  slope: usize;
}

/** The layers of a network, one after another. */
// @inline
export function layer(layers: usize, index: usize): Layer {
  return changetype<Layer>(layers + index * offsetof<Layer>());
}
