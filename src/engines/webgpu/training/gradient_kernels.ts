import { streams } from '../../../random.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { lanePacking, type Packing } from '../network/lanes.ts';
import { memberPart } from '../network/members.ts';
import { networkParts } from '../network/parts.ts';
import { planePacking, planesOf } from '../network/planes.ts';
import type { GradientVariant } from '../tuning/variants.ts';
import type { Constants } from '../wgsl/compose.ts';
import type { GradientKernels, RowKernels } from './gradient.ts';
import { gradientLanes } from './gradient_lanes.ts';
import { gradientPlanes } from './gradient_planes.ts';
import type { MemberSettings } from './member_settings.ts';
import { trainingData } from './training_data.ts';

/** Where the parameters of a plan's network stand on the device. */
export function packingOf({ network }: TrainingPlan, variant: GradientVariant): Packing {
  if (variant.form === 'lanes') return lanePacking(network);
  return planePacking(planesOf(network, variant.tiling, { keep: true }));
}

/**
 * Prepares the gradient of a plan in the way that was chosen. `step` is the uniform of records, `parameters` the buffer that holds the packed
 * parameters of all members at its beginning.
 */
export async function gradientKernels(
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  variant: GradientVariant,
  step: GPUBufferBinding,
  settings: MemberSettings,
  parameters: GPUBuffer,
): Promise<GradientKernels> {
  const { network, noise, perturbation, members } = plan;
  const levels = Float32Array.from(noise.levels.flatMap((sigma) => [sigma, Math.log(sigma)]));
  const sigmas = { buffer: await buffers.filled('noise levels', levels) };
  const rows = { ...settings.buffers, training: step, sigmas };
  const constants = rowConstants;
  const common = [memberPart(members.length), settings.part];
  const data = await trainingData(device, buffers, plan, { parts: common, constants, buffers: rows });
  const parts = [
    ...common,
    ...[
      'random/philox',
      'random/normal',
      'training/training_step',
      'training/perturb',
      `training/perturbation_${perturbation}`,
    ],
    ...[data.part, levelsPart(plan), ...networkParts(network)],
  ];
  const buffersFor: RowKernels['buffersFor'] = async (parts) => ({ ...rows, data: await data.bufferFor(parts) });
  const made = { parts, constants, buffersFor, mostTogether: data.mostTogether };
  const kernels =
    variant.form === 'lanes'
      ? await gradientLanes(device, buffers, plan, variant, parameters, made)
      : await gradientPlanes(device, buffers, plan, variant, parameters, made);
  return {
    ...kernels,
    encode(...part) {
      data.encode(...part);
      kernels.encode(...part);
    },
  };
}

/** The shader file that gives the rows their noise levels. */
function levelsPart({ noisePerRow }: TrainingPlan): string {
  if (typeof noisePerRow === 'object') return 'training/levels_log_normal';
  return {
    'all-levels': 'training/levels_all',
    'one-level': 'training/levels_one',
    'log-uniform': 'training/levels_log_uniform',
  }[noisePerRow];
}

/**
 * Constants of the shader files that make the rows: none of the data or the settings, since each new value would need
 * another compilation.
 */
const rowConstants: Constants = {
  PERTURBATION_STREAM: streams.perturbation,
  ROWS_STREAM: streams.rows,
  LEVELS_STREAM: streams.levels,
  CONTEXTS_STREAM: streams.contexts,
};
