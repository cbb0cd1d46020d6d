import type { StepPart } from '../../backend.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import { memberFloats } from '../network/members.ts';
import { dataDeviation } from '../network/parts.ts';
import type { Fields } from '../wgsl/uniform.ts';
import type { GradientKernels } from './gradient.ts';
import { settingsFields } from './member_settings.ts';

/** The struct TrainingStep of shaders/training/training_step.wgsl: a part of one step, whose losses go to `slot`. */
export function stepFields(
  plan: TrainingPlan,
  parameters: number,
  { splits, losses, blocks }: Pick<GradientKernels, 'splits' | 'losses' | 'blocks'>,
  { step, slot, part }: { step: number; slot: number; part: StepPart },
): Fields {
  const { network, rows, repeats, noise, noisePerRow, weighting, data, members } = plan;
  const { first_row, end_row, first_member } = part;
  const logNormal = typeof noisePerRow === 'object' ? noisePerRow.logNormal : { mean: 0, deviation: 1 };
  return {
    ...{ step, slot, first_row, end_row, members: members.length, first_member },
    ...settingsFields(members[0], step),
    ...{ weighting, log_sigma_mean: logNormal.mean, log_sigma_deviation: logNormal.deviation },
    data_deviation: dataDeviation(network),
    ...{ rows, repeats, levels: noise.levels.length, data: data.shape[0], dimension: network.dimension },
    ...{ width: data.shape[1], context_dropout: plan.contextDropout },
    ...{ parameters, splits, losses, blocks, member_floats: memberFloats(parameters, members.length) },
  };
}
