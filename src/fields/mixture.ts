import { type GaussianMixture, momentsOfMixture, requireComponents } from '../distributions/gaussian_mixture.ts';
import { mixtureScore } from '../engines/cpu/mixture_score.ts';
import { mixtureKernels } from '../engines/webgpu/sampling/mixture_kernels.ts';
import type { FieldKind } from './field.ts';

/** The exact score of a mixture of isotropic normals. */
export const mixtureField: FieldKind<GaussianMixture> = {
  check(argument, given) {
    requireComponents(given, `${argument}.`);
    const { dimension, weights, means, deviations } = given;
    // Without its functions, which are no plain data.
    return { kind: 'mixture', dimension, weights, means, deviations } as GaussianMixture;
  },
  describe: (mixture) => ({ dimension: mixture.dimension, moments: momentsOfMixture(mixture) }),
  onCpu: mixtureScore,
  onWebgpu: async (mixture, { device, buffers, sigmas, quads }) =>
    mixtureKernels(device, buffers, mixture, sigmas, quads),
};
