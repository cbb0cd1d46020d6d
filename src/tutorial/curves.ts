import { densityFromScore } from '../diagnostics/index.ts';
import { networkScore } from '../engines/cpu/network_score.ts';
import { scorePoints } from '../engines/cpu/score_points.ts';
import type { Model } from '../network.ts';
import { finalTarget, grid, target } from './settings.ts';

/** Values on the tutorial's grid. */
export type Curve = ArrayLike<number>;

const xs = grid.values;
const spacing = xs[1]! - xs[0]!;

/** The range of the grid that holds 99.9 % of p_σL, as the data are at the last noise level. */
export const finalRange = central(0.999);

/** Score of p_σ. */
export function exactScore(sigma: number): Curve {
  const perturbed = target.perturbed(sigma);
  return Array.from(xs, (x) => perturbed.score(x)[0]!);
}

/** Density of p_σ. */
export function exactDensity(sigma: number): Curve {
  const perturbed = target.perturbed(sigma);
  return Array.from(xs, (x) => perturbed.pdf(x));
}

/**
 * Score of a network of one dimension. At once rather than by an engine: an animation asks for it at every frame, and a
 * report has no engine.
 */
export function learnedScore(model: Model, sigma: number): Curve {
  return scorePoints(networkScore(model), grid, sigma).values;
}

/** The density that a score stands for. */
export function recoveredDensity(score: Curve): Curve {
  return densityFromScore(score, spacing);
}

function central(share: number): readonly [least: number, most: number] {
  const tail = (1 - share) / 2;
  const inside = xs.filter((x) => finalTarget.cdf(x) > tail && finalTarget.cdf(x) < 1 - tail);
  return [inside[0]!, inside.at(-1)!];
}
