import type { Network } from '../../../network.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import type { BoundKernel } from '../wgsl/kernel.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { type PlaneLayer, tileWidth } from './planes.ts';
import { type Product, productOf, type Tiling } from './tiling.ts';

/** The layers of a network in planes, ready to be dispatched over any number of quads up to the stride. */
export interface DenseKernels {
  forward(pass: GPUComputePassEncoder, quads: number): void;
  /** Keeps the parameters as they are for the backward passes to come. */
  transpose(pass: GPUComputePassEncoder): void;
  /** From the deltas of the outputs to those of the first hidden layer. */
  backward(pass: GPUComputePassEncoder, quads: number): void;
  /** Shows a kernel one layer, by its number. */
  layer(index: number): GPUBufferBinding;
}

/** Buffers of the planes: those that the dispatches before fill and those after read. */
export interface PlaneBuffers {
  readonly parameters: GPUBufferBinding;
  readonly activations: GPUBufferBinding;
  /** Only where the backward pass is wanted: the deltas, and room for transposed parameters. */
  readonly deltas?: GPUBufferBinding;
  readonly transposed?: GPUBufferBinding;
}

/** Prepares the layers of a network whose planes are `stride` quads long. */
export async function denseKernels(
  device: Device,
  buffers: Buffers,
  { activation }: Network,
  layers: readonly PlaneLayer[],
  tiling: Tiling,
  stride: number,
  planes: PlaneBuffers,
): Promise<DenseKernels> {
  const records = createRecords(
    await buffers.uniform('layers', layers.length * recordStride),
    'network/layer',
    'Layer',
  );
  const tile = (width: number) => tileWidth(width, tiling);
  const forwards = layers.map(({ inputs, outputs }) => productOf(tiling, tile(outputs), inputs));
  const backwards = layers.map(({ inputs, outputs }) => productOf(tiling, tile(inputs), outputs));
  const offsets = layers.map((layer, l) =>
    records.add({
      ...layer,
      stride,
      output_tile: tile(layer.outputs) / forwards[l]!.columns,
      input_tile: tile(layer.inputs) / backwards[l]!.columns,
      weight_tile: tiling.weights.side,
    }),
  );
  records.flush(device.gpu.queue);
  const bindings = { layer: { buffer: records.buffer, size: records.size }, ...planes };
  const activationParts = [
    `network/activation/${activation}`,
    ...(planes.deltas ? ['network/deltas', 'network/store_slope'] : ['network/store_activation']),
  ];
  const kernel = async (
    { parts: product, constants }: Product,
    parts: readonly string[],
    last: string,
  ): Promise<BoundKernel> => {
    const files = ['network/layer', 'network/layer_of_dispatch', ...parts, 'network/operands', ...product, last];
    return (await device.kernel(files, constants)).bind(bindings);
  };
  const forward = await Promise.all(
    forwards.map((product, l) => {
      const parts = l + 1 < layers.length ? activationParts : ['network/store_output'];
      return kernel(product, parts, 'network/dense_forward');
    }),
  );
  const backward = await Promise.all(
    planes.deltas
      ? backwards.slice(1).map((product) => kernel(product, ['network/deltas'], 'network/dense_backward'))
      : [],
  );
  const transpose =
    planes.transposed &&
    (await device.kernel(['network/layer', 'network/layer_of_dispatch', 'network/transpose'])).bind(bindings);
  // All quads of the last tile of 64 invocations, so that none behind it reads what was never written.
  const across = (quads: number, { columns }: Product) => Math.ceil(quads / (64 * tiling.vectors)) * columns;
  return {
    forward(pass, quads) {
      layers.forEach(({ outputs }, l) => {
        forward[l]!.dispatch(pass, offsets[l]!, outputs / tile(outputs), across(quads, forwards[l]!));
      });
    },
    transpose(pass) {
      // The deltas of the inputs of the first layer are not wanted.
      layers.slice(1).forEach(({ inputs, outputs }, i) => {
        transpose?.dispatch(pass, offsets[i + 1]!, Math.ceil(inputs / 256), outputs / 4);
      });
    },
    backward(pass, quads) {
      for (let l = layers.length - 1; l > 0; l--) {
        const { inputs } = layers[l]!;
        backward[l - 1]!.dispatch(pass, offsets[l]!, inputs / tile(inputs), across(quads, backwards[l]!));
      }
    },
    layer: (index) => ({ buffer: records.buffer, offset: offsets[index]!, size: records.size }),
  };
}
