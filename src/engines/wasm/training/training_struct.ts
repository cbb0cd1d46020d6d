import { feature, featureCount, scalesOf } from '../../../conditioning.ts';
import { contextInputCount } from '../../../contexts/context.ts';
import type { MemberPlan, TrainingPlan } from '../../plan/training_plan.ts';
import { activationNumbers, contextNumber } from '../network/panels.ts';
import type { Fields } from '../struct.ts';

/** Numbers by which wasm/training/training.ts knows what a plan says in words. */
const noiseNumbers = { 'all-levels': 0, 'one-level': 1, 'log-uniform': 2 } as const;
const conditioningNumbers = { sigma: 0, 'log-sigma': 1 } as const;
const outputNumbers = { score: 0, 'over-sigma': 1 } as const;
const logNormal = 3;
const fourier = 2;
const edm = 2;

/** The fields of the struct Training of a member that come from the plan alone. */
export function plannedFields(plan: TrainingPlan, { key, optimizer, averaging }: MemberPlan): Fields {
  const { data, repeats, drawn, perturbation, noise, noisePerRow, weighting, rows, network, members } = plan;
  const { conditioning, output, activation } = network;
  return {
    data_count: data.shape[0],
    width: data.shape[1],
    dimension: network.dimension,
    repeats,
    drawn: Number(drawn),
    shared: Number(perturbation === 'shared'),
    noise_per_row: typeof noisePerRow === 'object' ? logNormal : noiseNumbers[noisePerRow],
    ...logSigma(plan),
    level_count: noise.levels.length,
    conditioning: typeof conditioning === 'object' ? fourier : conditioningNumbers[conditioning],
    features: featureCount(conditioning),
    inputs: network.dimension + featureCount(conditioning) + contextInputCount(network.context),
    context: contextNumber(network),
    context_dropout: plan.contextDropout,
    output: typeof output === 'object' ? edm : outputNumbers[output],
    data_deviation: typeof output === 'object' ? output.edm : 1,
    weighting: weighting - 2,
    share_of_row: 1 / rows,
    key0: key[0],
    key1: key[1],
    activation: activationNumbers[activation],
    rate1: 1 - optimizer.beta1,
    rate2: 1 - optimizer.beta2,
    clip: optimizer.clip ?? -1,
    average_rate: averaging ? 1 - averaging.decay : 0,
    members: members.length,
  };
}

/** ln σ is from + by·u, with u uniform in (0, 1] or normal. */
function logSigma({ noise: { levels }, noisePerRow }: TrainingPlan): { log_sigma_from: number; log_sigma_by: number } {
  if (typeof noisePerRow === 'object') {
    return { log_sigma_from: noisePerRow.logNormal.mean, log_sigma_by: noisePerRow.logNormal.deviation };
  }
  const low = Math.log(levels.at(-1)!);
  return { log_sigma_from: low, log_sigma_by: Math.log(levels[0]!) - low };
}

/** For each level the numbers of the struct Level, and the features that condition the network on it. */
export function levelRows({ noise, network, weighting }: TrainingPlan): { rows: Float32Array; bytes: number } {
  const features = featureCount(network.conditioning);
  const rows = noise.levels.flatMap((sigma) => {
    const { input, output, skip } = scalesOf(network.output, sigma);
    const weight = weighting === 2 ? 1 : sigma ** (weighting - 2);
    const own = Array.from({ length: features }, (_, i) => feature(network.conditioning, i, sigma));
    return [sigma, input, sigma * output, sigma * skip, weight, ...own];
  });
  return { rows: Float32Array.from(rows), bytes: 4 * (5 + features) };
}
