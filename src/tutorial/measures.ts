import {
  excessLoss,
  floor,
  kolmogorovSmirnov,
  optimalLoss,
  positiveFraction,
  scoreGrid,
  scoreRmse,
  wasserstein1,
} from '../diagnostics/index.ts';
import type { Engine } from '../engine.ts';
import type { Model } from '../network.ts';
import type { Points } from '../points.ts';
import { finalTarget, noise, target } from './settings.ts';

/** How far samples are from p_σL. */
export interface Measures {
  readonly particles: number;
  /** Share of the particles above zero. */
  readonly positive: number;
  /** Kolmogorov–Smirnov distance. */
  readonly ks: number;
  /** Wasserstein-1 distance, in the units of x. */
  readonly w1: number;
  /** What as many perfect draws would show on average. */
  readonly floor: { readonly ks: number; readonly w1: number };
}

/** P(x > 0) under p_σL. */
export const exactPositive = 1 - finalTarget.cdf(0);

/** The least loss that any network can have on average over fresh data. */
export const leastLoss = optimalLoss(target, noise);

/** Compares samples with p_σL. */
export function measure({ values }: Points): Omit<Measures, 'floor'> {
  return {
    particles: values.length,
    positive: positiveFraction(values),
    ks: kolmogorovSmirnov(values, finalTarget.cdf),
    w1: wasserstein1(values, finalTarget),
  };
}

/** From here on both distances fall as 1/√n, and more draws would only take longer. */
const enough = 4096;

/** What so many perfect draws would show. */
export function floorOf(particles: number): Measures['floor'] {
  const draws = Math.min(particles, enough);
  const { ks, w1 } = floor(finalTarget, draws);
  const scale = Math.sqrt(draws / particles);
  return { ks: ks * scale, w1: w1 * scale };
}

/** How far a learned score is from the exact one. */
export interface ScoreMeasures {
  /** RMSE at σ_L, weighted by p_σL. */
  readonly rmse: number;
  /** Loss on average over fresh data, of which `leastLoss` is the least. */
  readonly expectedLoss: number;
}

/** By quadrature at every noise level, so that neither the draws of the data nor those of the noise show. */
export async function measureScore(engine: Engine, model: Model): Promise<ScoreMeasures> {
  const errors: number[] = [];
  for (const sigma of noise.levels) {
    const exact = target.perturbed(sigma);
    const points = scoreGrid(exact);
    const { values } = await engine.score({ score: model, points, sigma });
    errors.push(scoreRmse(exact, points.values, values));
  }
  return { rmse: errors.at(-1)!, expectedLoss: leastLoss + excessLoss(noise, errors) };
}
