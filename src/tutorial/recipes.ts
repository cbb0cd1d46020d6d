import type { Averaging } from '../averaging.ts';
import type { Conditioning } from '../conditioning.ts';
import { cosine } from '../learning_rate.ts';
import { type Activation, mlp } from '../network.ts';
import { type Adam, adam } from '../optimizer.ts';
import type { Points } from '../points.ts';
import { deviationOf } from '../spread.ts';
import type { TrainerOptions } from '../trainer.ts';
import type { NoisePerRow } from '../training_settings.ts';

/** What a recipe for the tutorial's problem may choose: everything but the data, the noise levels, the width and the steps. */
export interface Ingredients {
  readonly activation: Activation;
  readonly conditioning: Extract<Conditioning, string>;
  /** `edm` for the deviation of the data. */
  readonly output: 'score' | 'edm';
  /** The learning rate, or the highest of it. */
  readonly rate: number;
  /** The rate stays, or falls to 0 over the training by half a cosine. */
  readonly schedule: 'constant' | 'cosine';
  /** Decay of Adam's second moment. */
  readonly beta2: number;
  readonly weightDecay?: number;
  readonly averaging?: Averaging;
  readonly noisePerRow?: NoisePerRow;
}

export const recipeNames = ['tutorial', 'improved'] as const;
export type RecipeName = (typeof recipeNames)[number];

const tutorial: Ingredients = {
  activation: 'relu',
  conditioning: 'sigma',
  output: 'score',
  rate: 0.01,
  schedule: 'constant',
  beta2: 0.999,
};

/**
 * `tutorial`: its own. `improved`: what gets as close to the exact score as its 1024 data allow, with as many parameters
 * and steps; docs/recipe.md has what each ingredient does.
 */
export const recipes: Readonly<Record<RecipeName, Ingredients>> = {
  tutorial,
  improved: { ...tutorial, conditioning: 'log-sigma', output: 'edm', schedule: 'cosine' },
};

/** Hidden units: with one input for σ, 257 parameters. */
const width = 64;

/** How the ingredients train a network on data of one dimension in so many steps. */
export function trainingBy(
  { activation, conditioning, output, rate, schedule, beta2, weightDecay = 0, averaging, noisePerRow }: Ingredients,
  data: Points,
  steps: number,
): Pick<TrainerOptions, 'network' | 'batch' | 'averaging' | 'noisePerRow'> & { readonly optimizer: Adam } {
  const form = output === 'edm' ? { edm: deviationOf(data) } : output;
  return {
    network: mlp({ dimension: 1, hidden: [width], activation, conditioning, output: form }),
    optimizer: adam({
      learningRate: schedule === 'cosine' ? cosine({ from: rate, steps }) : rate,
      beta2,
      weightDecay,
    }),
    ...(averaging && { averaging }),
    ...(noisePerRow && { noisePerRow }),
  };
}
