import { networkScore } from '../engines/cpu/network_score.ts';
import { requireRoomForNetwork } from '../engines/webgpu/device/limits.ts';
import { networkKernels } from '../engines/webgpu/network/score.ts';
import { chosenVariant } from '../engines/webgpu/tuning/autotune.ts';
import { type Model, mlp, requireParameters } from '../network.ts';
import { requireNoise } from '../noise.ts';
import { requireMoments } from '../points.ts';
import { transformOf } from '../transform.ts';
import type { FieldKind } from './field.ts';

/** The learned score of a trained model. */
export const networkField: FieldKind<Model> = {
  check(argument, { network: given, noise, parameters, transform, moments }) {
    const network = mlp(given);
    requireNoise(`${argument}.noise`, noise);
    requireParameters(`${argument}.parameters`, parameters, network);
    if (moments) requireMoments(`${argument}.moments`, moments, network.dimension);
    return {
      kind: 'network',
      ...{ network, noise, parameters },
      ...(transform && { transform: transformOf(`${argument}.transform`, transform, network.dimension) }),
      ...(moments && { moments }),
    };
  },
  describe: ({ network: { dimension }, noise, transform, moments }) => ({
    ...{ dimension, noise },
    ...(transform && { transform }),
    ...(moments && { moments }),
  }),
  onCpu: networkScore,
  async onWebgpu(model, { device, buffers, quads, run }) {
    requireRoomForNetwork(device, model.network);
    return networkKernels(device, buffers, model, await chosenVariant(device, model, run), quads);
  },
};
