import {
  type Distribution,
  exactMixture,
  type GaussianMixture,
  geometric,
  optimalLoss,
  standardisation,
} from '../../../src/index.ts';
import type { Problem } from '../run/problem.ts';
import { noisePerRowOf } from '../run/training.ts';
import type { Settings } from '../settings/settings.ts';

/** A noise level in the units of the data, and the share of rows that meet it, or one near it. */
interface Level {
  readonly sigma: number;
  readonly share: number;
}

/** Draws that the mean is taken over in the plane. */
const draws = 1024;
/** Nodes that stand for a continuous law of ln σ: the loss is smooth in it, and more would change it by less than 0.001. */
const nodes = 32;

/**
 * The least that the loss of a row can be on average over fresh data: ½·(d − E(σ²·|∇log p_σ|²)), with the noise that rows meet by
 * these settings. Exact to about 0.001 in one dimension; in the plane it is a mean over draws, whose standard error is below 0.01
 * for all targets of the page. Undefined where the distribution is not known, or its axes are standardised by different scales.
 */
export function optimumOf({ data, distribution, dimension }: Problem, settings: Settings): number | undefined {
  const { standardise, seed } = settings;
  if (!distribution) return undefined;
  const scales = standardise === 'none' ? [1] : standardisation(data, standardise).scale;
  // Noise of standardised data is round only there.
  if (scales.some((scale) => scale !== scales[0])) return undefined;
  const levels = levelsOf(settings).map(({ sigma, share }) => ({ sigma: sigma * scales[0]!, share }));
  if (dimension === 1) return mean(levels, ({ sigma }) => optimalLoss(distribution, { levels: [sigma] }));
  return mean(levels, (level, i) => lossInPlane(distribution, level, seed + i));
}

/** The law of the noise levels of rows. */
function levelsOf(settings: Settings): Level[] {
  const { sigmaFrom, sigmaTo, levels } = settings;
  const noisePerRow = noisePerRowOf(settings);
  if (typeof noisePerRow === 'object') return logNormalLevels(noisePerRow.logNormal);
  const sigmas =
    noisePerRow === 'log-uniform'
      ? Array.from({ length: nodes }, (_, i) => sigmaFrom * (sigmaTo / sigmaFrom) ** ((i + 0.5) / nodes))
      : geometric({ from: sigmaFrom, to: sigmaTo, levels }).levels;
  return sigmas.map((sigma) => ({ sigma, share: 1 / sigmas.length }));
}

/** Even steps of ln σ over four deviations to either side: sums over a normal converge exponentially. */
function logNormalLevels({ mean, deviation }: { readonly mean: number; readonly deviation: number }): Level[] {
  const all = Array.from({ length: nodes + 1 }, (_, i) => {
    const z = 8 * (i / nodes - 0.5);
    return { sigma: Math.exp(mean + deviation * z), share: Math.exp((-z * z) / 2) };
  });
  const total = all.reduce((sum, { share }) => sum + share, 0);
  return all.map(({ sigma, share }) => ({ sigma, share: share / total }));
}

function mean(levels: readonly Level[], lossAt: (level: Level, i: number) => number): number {
  return levels.reduce((sum, level, i) => sum + level.share * lossAt(level, i), 0);
}

/**
 * ½·E(2 + σ²·Δlog p_σ) over draws of p_σ. It has the mean of ½·(2 − σ²·|∇log p_σ|²), by integration by parts, and varies far less:
 * it is the variance of what a datum can be, given its perturbed form.
 */
function lossInPlane(distribution: Distribution, { sigma, share }: Level, seed: number): number {
  const perturbed = distribution.perturbed(sigma);
  const mixture = exactMixture(perturbed);
  const count = Math.max(2, Math.ceil(draws * share));
  const { values } = perturbed.sample(count, { seed });
  let sum = 0;
  for (let at = 0; at < values.length; at += 2) {
    const point = [values[at]!, values[at + 1]!] as const;
    sum += mixture ? laplacianOfMixture(mixture, point) : laplacianByDifferences(perturbed, point, sigma / 1000);
  }
  return 1 + (sigma ** 2 * sum) / (2 * count);
}

/** Δlog p at a point of the plane. */
function laplacianOfMixture(
  { posterior, means, deviations }: GaussianMixture,
  [x, y]: readonly [number, number],
): number {
  let [pullX, pullY, sum] = [0, 0, 0];
  for (const [k, share] of posterior([x, y]).entries()) {
    const precision = 1 / deviations[k]! ** 2;
    const [fromX, fromY] = [(means[k]![0]! - x) * precision, (means[k]![1]! - y) * precision];
    pullX += share * fromX;
    pullY += share * fromY;
    sum += share * (fromX ** 2 + fromY ** 2 - 2 * precision);
  }
  return sum - pullX ** 2 - pullY ** 2;
}

/** @param step a thousandth of the lengths over which the score changes, so that the error is a millionth */
function laplacianByDifferences({ score }: Distribution, [x, y]: readonly [number, number], step: number): number {
  const alongX = score([x + step, y])[0]! - score([x - step, y])[0]!;
  const alongY = score([x, y + step])[1]! - score([x, y - step])[1]!;
  return (alongX + alongY) / (2 * step);
}
