import {
  adam,
  type Conditioning,
  cosine,
  deviationOf,
  geometric,
  mlp,
  type NoisePerRow,
  type Output,
  type Points,
  type TrainerOptions,
} from '../../../src/index.ts';
import type { Settings } from '../settings/settings.ts';

/** ln σ of Karras et al. 2022, table 1. */
export const logNormal = { mean: -1.2, deviation: 1.2 };

/**
 * The options of the library's trainer that settings stand for.
 * @throws Error where two settings do not go together, by the names of their controls
 */
export function trainerOptions(settings: Settings, data: Points): TrainerOptions {
  const { seed, hidden, activation, sigmaFrom: from, sigmaTo: to, levels } = settings;
  const { batch, rate, beta2, weightDecay, averaging, perturbation, standardise } = settings;
  if (from <= to)
    throw new Error(`Largest σ is ${from}, which is not above Smallest σ, ${to}: raise the one, or lower the other.`);
  return {
    data,
    network: mlp({
      ...{ dimension: data.shape[1], hidden, activation },
      ...{ conditioning: conditioningOf(settings), output: outputOf(settings, data) },
    }),
    noise: geometric({ from, to, levels }),
    noisePerRow: noisePerRowOf(settings),
    optimizer: adam({ learningRate: learningRateOf(settings, rate), beta2, weightDecay }),
    ...{ perturbation, seed },
    ...(batch > 0 && { batch }),
    ...(averaging > 0 && { averaging: { decay: averaging } }),
    ...(standardise !== 'none' && { standardise }),
  };
}

export function conditioningOf({ conditioning }: Settings): Conditioning {
  return conditioning === 'fourier:4' ? { fourier: 4 } : conditioning;
}

/** Where data are standardised, their deviation is 1. */
export function outputOf({ output, detail, standardise }: Settings, data: Points): Output {
  if (output !== 'edm') return output;
  return { edm: detail * (standardise === 'none' ? deviationOf(data) : 1) };
}

export function noisePerRowOf({ noisePerRow }: Settings): NoisePerRow {
  return noisePerRow === 'log-normal' ? { logNormal } : noisePerRow;
}

function learningRateOf({ schedule, steps, warmup }: Settings, rate: number): number | ReturnType<typeof cosine> {
  return schedule === 'constant' ? rate : cosine({ from: rate, steps, warmup: Math.min(warmup, steps - 1) });
}
