import { withoutContext } from '../contexts/conditional.ts';
import { contextsKnown } from '../contexts/contexts_known.ts';
import { contextCount, contextOfPart, givenContextOf } from '../contexts/given_context.ts';
import { coordinatesOf } from '../coordinates.ts';
import { networkScore } from '../engines/cpu/network_score.ts';
import { networkTangents } from '../engines/cpu/network_tangents.ts';
import { wasmNetwork } from '../engines/wasm/sampling/network_field.ts';
import { requireRoomForNetwork } from '../engines/webgpu/device/limits.ts';
import { fitsLanes } from '../engines/webgpu/network/lanes.ts';
import { networkKernels } from '../engines/webgpu/network/score.ts';
import { networkTangents as tangentKernels } from '../engines/webgpu/network/tangents.ts';
import { chosenVariant } from '../engines/webgpu/tuning/autotune.ts';
import { planesVariants } from '../engines/webgpu/tuning/variants.ts';
import { ArgumentError } from '../errors.ts';
import { type Model, mlp, modelKeys, requireParameters } from '../network.ts';
import { requireNoise } from '../noise.ts';
import { requireKeys } from '../require_options.ts';
import { requireMoments } from '../spread.ts';
import { transformOf } from '../transform.ts';
import type { FieldKind } from './field.ts';

/** The learned score of a trained model. */
export const networkField: FieldKind<Model> = {
  check(argument, given) {
    requireKeys(argument, given, modelKeys);
    const { noise, parameters, transform, moments, coordinates } = given;
    if (typeof given.network !== 'object' || given.network === null)
      throw new ArgumentError(`${argument}.network`, given.network, 'a network such as mlp({ … }) gives');
    const network = mlp(given.network);
    requireNoise(`${argument}.noise`, noise);
    requireParameters(`${argument}.parameters`, parameters, network);
    if (moments !== undefined) requireMoments(`${argument}.moments`, moments, network.dimension);
    return {
      kind: 'network',
      // Copies: what the caller does with his own changes no run.
      ...{ network, noise: { levels: [...noise.levels] }, parameters: parameters.slice() },
      ...(transform !== undefined && { transform: transformOf(`${argument}.transform`, transform, network.dimension) }),
      ...(moments && { moments: { mean: [...moments.mean], deviation: [...moments.deviation] } }),
      ...(coordinates !== undefined && {
        coordinates: coordinatesOf(`${argument}.coordinates`, coordinates, network.dimension),
      }),
      ...contextsKnown(`${argument}.`, { ...given, network }),
      ...(network.context && { context: givenContextOf(`${argument}.context`, given.context, { ...given, network }) }),
    };
  },
  describe({ network: { dimension }, noise, transform, moments, context }) {
    const particles = contextCount(context);
    return {
      ...{ dimension, noise },
      ...(transform && { transform }),
      ...(moments && { moments }),
      ...(particles !== undefined && { particles }),
    };
  },
  part: ({ context, ...model }, first, count) => ({
    ...model,
    ...(context !== undefined && { context: contextOfPart(context, first, count) }),
  }),
  onCpu: (model) => networkScore(withoutContext(model)),
  tangentsOnCpu: (model, count) => networkTangents(withoutContext(model), count),
  onWasm: (model, request) => [wasmNetwork(withoutContext(model), request)],
  tangentsOnWasm: (model, request) => [wasmNetwork(withoutContext(model), request, { slopes: true })],
  async onWebgpu(given, { device, buffers, quads, run }) {
    const model = withoutContext(given);
    requireRoomForNetwork(device, model.network);
    return networkKernels(device, buffers, model, await chosenVariant(device, model, run), quads);
  },
  async tangentsOnWebgpu(given, count, { device, buffers, quads, run }) {
    const model = withoutContext(given);
    requireRoomForNetwork(device, model.network);
    // A small network, too: only planes hold slopes.
    const chosen = fitsLanes(model.network) ? undefined : await chosenVariant(device, model, run);
    const [first] = planesVariants(device, model.network, run.particles).values();
    const variant = chosen?.form === 'planes' ? chosen : first!;
    return [await tangentKernels(device, buffers, model, variant, { quads, count })];
  },
};
