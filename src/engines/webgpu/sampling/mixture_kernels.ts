import type { GaussianMixture } from '../../../distributions/gaussian_mixture.ts';
import { ArgumentError } from '../../../errors.ts';
import { mixtureRecords } from '../../mixture_records.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { fieldBuffer, inLanes, mostInLanes, type ScoreKernels } from './score_kernels.ts';
import { scorePlanes } from './scores_in_planes.ts';

/** The exact score of a mixture at these values of σ. */
export async function mixtureKernels(
  device: Device,
  buffers: Buffers,
  score: GaussianMixture,
  sigmas: readonly number[],
  quads: number,
): Promise<ScoreKernels> {
  const { dimension } = score;
  const components = score.weights.length;
  const bytes = 4 * sigmas.length * components * (dimension + 2);
  if (bytes > device.largestBinding)
    throw new ArgumentError(
      'score',
      `${components} components in ${dimension} dimension(s) at ${sigmas.length} values of σ, ${bytes} bytes`,
      `at most ${device.largestBinding} bytes on this device`,
      'Take fewer noise levels, or the engine wasm or cpu.',
    );
  const own = {
    ...(await fieldBuffer(buffers, { terms: components })),
    mixture: { buffer: await buffers.filled('mixture', mixtureRecords(score, sigmas)) },
  };
  const common = {
    frozen: false,
    work: 10 * components * (dimension + 2),
  };
  if (dimension <= mostInLanes) {
    return {
      ...common,
      ...inLanes(device, 1),
      parts: ['sampling/particles_lanes', 'fields/field', 'fields/score_mixture_lanes'],
      constants: { DIMENSION: dimension, GROUPS: 1 },
      buffers: own,
    };
  }
  const planes = await scorePlanes(device, buffers, dimension, quads);
  return {
    ...common,
    ...planes,
    constants: {},
    async prelude(shared) {
      const parts = ['sampling/dispatch', 'network/layer', 'network/planes', 'fields/field', 'fields/mixture_planes'];
      const kernel = (await device.kernel(parts)).bind({ ...shared, ...planes.buffers, ...own });
      return (pass, offset, quads) => kernel.dispatch(pass, offset, Math.ceil(quads / 64));
    },
  };
}
