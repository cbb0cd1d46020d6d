import type { Network } from '../../../network.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import type { BoundKernel } from '../wgsl/kernel.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { type MemberRange, type Members, memberFloats, memberPart, oneMember } from './members.ts';
import { type PlaneLayout, tileWidth } from './planes.ts';
import { type Product, productOf, type Tiling } from './tiling.ts';

/** The layers of a network in planes, ready to be dispatched over any number of quads up to the stride. */
export interface DenseKernels {
  forward(pass: GPUComputePassEncoder, quads: number, members?: MemberRange): void;
  /** Keeps the parameters as they are for the backward passes to come. */
  transpose(pass: GPUComputePassEncoder, members: MemberRange): void;
  /** From the deltas of the outputs to those of the first hidden layer. */
  backward(pass: GPUComputePassEncoder, quads: number, members: MemberRange): void;
  /** From the derivatives of the inputs along so many tangents to those of the outputs, by the slopes of the last forward pass. */
  tangents(pass: GPUComputePassEncoder, quads: number, count: number): void;
  /** Shows a kernel one layer, by its number; its weights are at their places among those of one member. */
  layer(index: number): GPUBufferBinding;
}

/** Buffers of the planes: those that the dispatches before fill and those after read. */
export interface PlaneBuffers {
  readonly parameters: GPUBufferBinding;
  readonly activations: GPUBufferBinding;
  /** Only where slopes are wanted: the deltas, in whose place they are kept. */
  readonly deltas?: GPUBufferBinding;
  /** Only where the backward pass is wanted: room for transposed parameters. */
  readonly transposed?: GPUBufferBinding;
  /** Only where derivatives along tangents are wanted: as many planes for each tangent, one tangent after the other. */
  readonly moved?: GPUBufferBinding;
}

/**
 * Prepares the layers of a network, or of several of one shape, whose planes are `stride` quads long. Ranges of members begin at
 * multiples of `together`.
 */
export async function denseKernels(
  device: Device,
  buffers: Buffers,
  { activation }: Network,
  { layers, planes: planeCount, floats }: PlaneLayout,
  tiling: Tiling,
  stride: number,
  planes: PlaneBuffers,
  members: Members = oneMember,
): Promise<DenseKernels> {
  const groups = Math.ceil(members.count / members.together);
  const records = createRecords(
    await buffers.uniform('layers', groups * layers.length * recordStride),
    'network/layer',
    'Layer',
  );
  const tile = (width: number) => tileWidth(width, tiling);
  const forwards = layers.map(({ inputs, outputs }) => productOf(tiling, tile(outputs), inputs));
  const backwards = layers.map(({ inputs, outputs }) => productOf(tiling, tile(inputs), outputs));
  const memberStep = memberFloats(floats, members.count);
  // The parameters of a group of members begin where those of the groups before it end.
  const offsets = Array.from({ length: groups }, (_, group) =>
    layers.map((layer, l) =>
      records.add({
        ...layer,
        weight: layer.weight + group * members.together * memberStep,
        stride,
        output_tile: tile(layer.outputs) / forwards[l]!.columns,
        input_tile: tile(layer.inputs) / backwards[l]!.columns,
        weight_tile: tiling.weights.side,
        member_planes: planeCount * stride,
        member_parameters: memberStep / 4,
      }),
    ),
  );
  records.flush(device.gpu.queue);
  const bindings = { layer: { buffer: records.buffer, size: records.size }, ...planes };
  const member = memberPart(members.count);
  const activationParts = [
    `network/activation/${activation}`,
    ...(planes.deltas ? ['network/deltas', 'network/store_slope'] : ['network/store_activation']),
  ];
  const kernel = async (
    { parts: product, constants }: Product,
    parts: readonly string[],
    last: string,
  ): Promise<BoundKernel> => {
    const files = [
      member,
      'network/layer',
      'network/layer_of_dispatch',
      ...parts,
      'network/operands',
      ...product,
      last,
    ];
    return (await device.kernel(files, constants)).bind(bindings);
  };
  const forward = await Promise.all(
    forwards.map((product, l) => {
      const parts = l + 1 < layers.length ? activationParts : ['network/store_output'];
      return kernel(product, parts, 'network/dense_forward');
    }),
  );
  const backward = await Promise.all(
    planes.transposed
      ? backwards.slice(1).map((product) => kernel(product, ['network/deltas'], 'network/dense_backward'))
      : [],
  );
  const transpose =
    planes.transposed &&
    (await device.kernel([member, 'network/layer', 'network/layer_of_dispatch', 'network/transpose'])).bind(bindings);
  const tangents = await Promise.all(
    planes.moved
      ? forwards.map((product, l) => {
          const parts = l + 1 < layers.length ? ['network/deltas', 'network/moved_hidden'] : ['network/moved_output'];
          return kernel(product, parts, 'network/dense_tangent');
        })
      : [],
  );
  // All quads of the last tile of 64 invocations, so that none behind it reads what was never written.
  const across = (quads: number, { columns }: Product) => Math.ceil(quads / (64 * tiling.vectors)) * columns;
  const offset = ({ first_member }: MemberRange, l: number): number => offsets[first_member / members.together]![l]!;
  const count = ({ first_member, end_member }: MemberRange): number => end_member - first_member;
  const first: MemberRange = { first_member: 0, end_member: 1 };
  return {
    forward(pass, quads, some = first) {
      layers.forEach(({ outputs }, l) => {
        const y = across(quads, forwards[l]!);
        forward[l]!.dispatch(pass, offset(some, l), outputs / tile(outputs), y, count(some));
      });
    },
    transpose(pass, some) {
      // The deltas of the inputs of the first layer are not wanted.
      layers.slice(1).forEach(({ inputs, outputs }, i) => {
        transpose?.dispatch(pass, offset(some, i + 1), Math.ceil(inputs / 256), outputs / 4, count(some));
      });
    },
    backward(pass, quads, some) {
      for (let l = layers.length - 1; l > 0; l--) {
        const { inputs } = layers[l]!;
        const y = across(quads, backwards[l]!);
        backward[l - 1]!.dispatch(pass, offset(some, l), inputs / tile(inputs), y, count(some));
      }
    },
    tangents(pass, quads, count) {
      layers.forEach(({ outputs }, l) => {
        const y = across(quads, forwards[l]!);
        tangents[l]!.dispatch(pass, offset(first, l), outputs / tile(outputs), y, count);
      });
    },
    layer: (index) => ({ buffer: records.buffer, offset: offsets[0]![index]!, size: records.size }),
  };
}
