import type { Noise } from '../noise.ts';
import type { TrainingSettings } from '../training_settings.ts';

/**
 * The loss ½·E(σ^(p−2)·‖σs + ε‖²) of a network that says nothing, s = 0: d/2 with the usual weight p = 2. Where another weight
 * makes it depend on the noise level, that of the level where it is largest, or, of levels without bound, the mean.
 */
export function lossOfSilence(
  dimension: number,
  { levels }: Noise,
  { weighting, noisePerRow }: Pick<TrainingSettings, 'weighting' | 'noisePerRow'>,
): number {
  const power = weighting - 2;
  if (typeof noisePerRow === 'object') {
    const { mean, deviation } = noisePerRow.logNormal;
    return (dimension / 2) * Math.exp(power * mean + (power * deviation) ** 2 / 2);
  }
  return (dimension / 2) * Math.max(levels[0]! ** power, levels.at(-1)! ** power);
}
