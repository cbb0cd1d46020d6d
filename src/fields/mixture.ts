import { type GaussianMixture, momentsOfMixture, requireComponents } from '../distributions/gaussian_mixture.ts';
import { mixtureScore } from '../engines/cpu/mixture_score.ts';
import { mixtureTangents } from '../engines/cpu/mixture_tangents.ts';
import { wasmMixture } from '../engines/wasm/sampling/mixture_field.ts';
import { mixtureKernels, mixtureTangents as tangentKernels } from '../engines/webgpu/sampling/mixture_kernels.ts';
import type { FieldKind } from './field.ts';

/** The exact score of a mixture of isotropic normals. */
export const mixtureField: FieldKind<GaussianMixture> = {
  check(argument, given) {
    requireComponents(given, `${argument}.`);
    const { weights, means, deviations } = given;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // Without its functions, which are no plain data. A plain object may come from elsewhere than gaussianMixture.
    const plain = {
      kind: 'mixture',
      dimension: means[0]!.length,
      weights: weights.map((weight) => weight / total),
      means: means.map((mean) => [...mean]),
      deviations: [...deviations],
    };
    return plain as unknown as GaussianMixture;
  },
  describe: (mixture) => ({ dimension: mixture.dimension, moments: momentsOfMixture(mixture) }),
  part: (score) => score,
  onCpu: mixtureScore,
  tangentsOnCpu: mixtureTangents,
  onWasm: (mixture, request) => [wasmMixture(mixture, request)],
  tangentsOnWasm: (mixture, request) => [wasmMixture(mixture, request)],
  onWebgpu: async (mixture, { device, buffers, sigmas, quads }) =>
    mixtureKernels(device, buffers, mixture, sigmas, quads),
  tangentsOnWebgpu: async (mixture, count, { device, buffers, sigmas, quads }) => [
    await tangentKernels(device, buffers, mixture, sigmas, { quads, count }),
  ],
};
