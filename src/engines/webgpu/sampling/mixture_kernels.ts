import type { GaussianMixture } from '../../../distributions/gaussian_mixture.ts';
import { ArgumentError } from '../../../errors.ts';
import { mixtureRecords } from '../../mixture_records.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { fieldBuffer, inLanes, mostInLanes, type ScoreKernels } from './score_kernels.ts';
import { type ScorePlanes, scorePlanes } from './scores_in_planes.ts';
import type { TangentKernels } from './tangent_kernels.ts';

/** The exact score of a mixture at these values of σ. */
export async function mixtureKernels(
  device: Device,
  buffers: Buffers,
  score: GaussianMixture,
  sigmas: readonly number[],
  quads: number,
): Promise<ScoreKernels> {
  const { dimension } = score;
  const { own, common } = await mixtureBuffers(device, buffers, score, sigmas);
  if (dimension > mostInLanes)
    return mixturePlanes(device, common, own, await scorePlanes(device, buffers, dimension, quads));
  return {
    ...common,
    ...inLanes(device, 1),
    parts: ['sampling/particles_lanes', 'fields/field', 'fields/score_mixture_lanes'],
    constants: { DIMENSION: dimension, GROUPS: 1 },
    buffers: own,
  };
}

/** The same with products of its Jacobian and so many tangents, in planes. */
export async function mixtureTangents(
  device: Device,
  buffers: Buffers,
  score: GaussianMixture,
  sigmas: readonly number[],
  { quads, count }: { readonly quads: number; readonly count: number },
): Promise<TangentKernels> {
  const { dimension } = score;
  const { own, common } = await mixtureBuffers(device, buffers, score, sigmas);
  const planes = await scorePlanes(device, buffers, dimension, quads, (1 + count) * dimension);
  return {
    kernels: mixturePlanes(device, common, own, planes),
    weight: 1,
    async multiply(shared) {
      const files = [
        'sampling/dispatch',
        'network/layer',
        'network/planes',
        'fields/field',
        'fields/summand',
        'fields/tangents',
      ];
      const kernel = (await device.kernel([...files, 'fields/mixture_tangents'])).bind({
        ...shared,
        ...planes.buffers,
        ...own,
      });
      return (pass, offset, quads) => kernel.dispatch(pass, offset, Math.ceil(quads / 64), 1, count);
    },
  };
}

async function mixtureBuffers(device: Device, buffers: Buffers, score: GaussianMixture, sigmas: readonly number[]) {
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
    ...(await fieldBuffer(buffers, { terms: components, dimension })),
    mixture: { buffer: await buffers.filled('mixture', mixtureRecords(score, sigmas)) },
  };
  return { own, common: { frozen: false, work: 10 * components * (dimension + 2) } };
}

function mixturePlanes(
  device: Device,
  common: Pick<ScoreKernels, 'frozen' | 'work'>,
  own: Readonly<Record<string, GPUBufferBinding>>,
  planes: ScorePlanes,
): ScoreKernels {
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
