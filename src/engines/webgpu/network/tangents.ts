import type { Model } from '../../../network.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import type { TangentKernels } from '../sampling/tangent_kernels.ts';
import type { PlanesVariant } from '../tuning/variants.ts';
import { networkParts } from './parts.ts';
import { networkPlanes } from './score.ts';

/** The score of a network of any shape, in planes, with products of its Jacobian and so many tangents. */
export async function networkTangents(
  device: Device,
  buffers: Buffers,
  model: Model,
  variant: PlanesVariant,
  { quads, count }: { readonly quads: number; readonly count: number },
): Promise<TangentKernels> {
  const planes = await networkPlanes(device, buffers, model, variant, quads, count);
  const { kernels, dense, layers } = planes;
  const parts = [
    ...[
      'sampling/dispatch',
      'network/layer',
      'network/layer_in_field',
      'fields/field',
      'fields/summand',
      'fields/tangents',
    ],
    ...networkParts(model.network),
  ];
  return {
    kernels,
    weight: 1,
    async multiply(shared) {
      const bindings = { ...shared, ...kernels.buffers, part: shared.part!, moved: planes.moved! };
      const into = await device.kernel([...parts, 'fields/network_tangents_in']);
      const out = await device.kernel([...parts, 'fields/network_tangents_out']);
      const first = into.bind({ ...bindings, layer: dense.layer(0) });
      const last = out.bind({ ...bindings, layer: dense.layer(layers.length - 1) });
      return (pass, offset, quads) => {
        const workgroups = Math.ceil(quads / 64);
        first.dispatch(
          pass,
          offset,
          Math.ceil(quads / kernels.quadsPerWorkgroup) * (kernels.quadsPerWorkgroup / 64),
          1,
          count,
        );
        dense.tangents(pass, quads, count);
        last.dispatch(pass, offset, workgroups, 1, count);
      };
    },
  };
}
