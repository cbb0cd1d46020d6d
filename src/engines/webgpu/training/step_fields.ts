import { stepScalars } from '../../../optimizer.ts';
import type { RowRange } from '../../backend.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import { dataDeviation } from '../network/parts.ts';
import type { Fields } from '../wgsl/uniform.ts';
import type { GradientKernels } from './gradient.ts';

/** The struct TrainingStep of shaders/training/training_step.wgsl: some rows of one step, whose loss goes to `slot`. */
export function stepFields(
  plan: TrainingPlan,
  parameters: number,
  { splits, losses, blocks }: Pick<GradientKernels, 'splits' | 'losses' | 'blocks'>,
  { step, slot, range }: { step: number; slot: number; range: RowRange },
): Fields {
  const { key, network, optimizer, averaging, rows, repeats, noise, noisePerRow, weighting, data } = plan;
  const logNormal = typeof noisePerRow === 'object' ? noisePerRow.logNormal : { mean: 0, deviation: 1 };
  return {
    ...{ key, step, slot, ...range },
    ...stepScalars(optimizer, step),
    rate1: 1 - optimizer.beta1,
    rate2: 1 - optimizer.beta2,
    clip: optimizer.clip ?? 0,
    average_rate: averaging ? 1 - averaging.decay : 0,
    ...{ weighting, log_sigma_mean: logNormal.mean, log_sigma_deviation: logNormal.deviation },
    data_deviation: dataDeviation(network),
    ...{ rows, repeats, levels: noise.levels.length, data: data.shape[0], dimension: data.shape[1] },
    ...{ parameters, splits, losses, blocks },
  };
}
