import { featureCount } from '../../conditioning.ts';
import { layersOf, type Network } from '../../network.ts';

/** Particles or rows that a workgroup of a columns kernel carries, in quads: one an invocation. */
export const columnQuads = 64;

/** Units of a column: the inputs (x and what tells σ), every hidden layer, the outputs. */
export function columnUnits({ dimension, hidden, conditioning }: Network): number {
  return dimension + featureCount(conditioning) + hidden.reduce((sum, width) => sum + width, 0) + dimension;
}

/** Bytes of the columns of one workgroup. */
export function columnBytes(units: number): number {
  return units * columnQuads * 16;
}

/** The struct Shape of shaders/columns.wgsl. */
export function shapeOf(network: Network): Uint32Array {
  const layers = layersOf(network);
  let unit = 0;
  const rows = layers.flatMap(({ inputs, outputs, weight }) => {
    const source = unit;
    unit += inputs;
    return [inputs, outputs, weight, source, unit];
  });
  const { dimension, conditioning } = network;
  return Uint32Array.from([layers.length, columnUnits(network), dimension, featureCount(conditioning), ...rows]);
}

/** Blocks of 4 × 4 in the weights and biases of all layers: the invocations of weight_gradient.wgsl. */
export function gradientBlocks(network: Network): number {
  return layersOf(network).reduce(
    (sum, { inputs, outputs }) => sum + Math.ceil((inputs + 1) / 4) * Math.ceil(outputs / 4),
    0,
  );
}
