import type { AdapterDescription } from '../adapter_description.ts';
import type { Engine } from '../engine.ts';
import type { Perturbation } from '../training_settings.ts';
import type { TutorialResult } from './experiment.ts';
import { leastLoss, type Measures } from './measures.ts';
import type { RecipeName } from './recipes.ts';
import type { SamplerName } from './settings.ts';

/** The numbers of the tutorial: what summary.json holds. */
export interface Summary extends Readonly<Record<SamplerName, Measures>> {
  readonly engine: Engine['kind'];
  readonly adapter: AdapterDescription;
  readonly seed: number;
  readonly steps: number;
  readonly noise: Perturbation;
  readonly recipe: RecipeName;
  readonly loss: {
    /** Before the first update. */
    readonly first: number;
    /** Mean of the last 100 steps, or of all where there are fewer. */
    readonly last100: number;
    /** Of the trained network, on average over fresh data. */
    readonly expected: number;
    /** The least that any network can have on average. */
    readonly optimal: number;
  };
  /** The first gradient: how long it is, and its largest entry by magnitude. */
  readonly gradient: { readonly norm: number; readonly largest: number };
  /** RMSE of the learned score at σ_L, weighted by p_σL. */
  readonly scoreRmse: number;
  readonly seconds: { readonly train: number; readonly sample: number };
  readonly losses: readonly number[];
}

export function summarise({
  engine,
  adapter,
  options,
  losses,
  gradient,
  score,
  samplers,
  seconds,
}: TutorialResult): Summary {
  const last = losses.slice(-100);
  return {
    engine,
    adapter,
    seed: options.seed,
    steps: options.steps,
    noise: options.perturbation,
    recipe: options.recipe,
    loss: {
      first: shortest(losses[0]!),
      last100: last.reduce((sum, loss) => sum + loss, 0) / last.length,
      expected: score.expectedLoss,
      optimal: leastLoss,
    },
    gradient: sizeOf(gradient),
    scoreRmse: score.rmse,
    tutorial: samplers.tutorial.measures,
    annealed: samplers.annealed.measures,
    oracle: samplers.oracle.measures,
    seconds,
    losses: Array.from(losses, shortest),
  };
}

/** Euclidean norm and largest entry by magnitude. */
export function sizeOf(values: Float32Array): { norm: number; largest: number } {
  return { norm: Math.hypot(...values), largest: Math.max(...values.map(Math.abs)) };
}

/** A float32 in the fewest digits that tell it from its neighbours: nine are always enough. */
export function shortest(value: number): number {
  return Number(value.toPrecision(9));
}
