import { properties } from './properties.ts';
import type { Settings } from './settings.ts';

/** Settings that go together, as the documents of the library measured them. */
export interface Recipe {
  readonly label: string;
  readonly help: string;
  readonly settings: Partial<Settings>;
}

const tutorial: Partial<Settings> = {
  ...{ points: 1024, hidden: [64], activation: 'relu', conditioning: 'sigma', output: 'score', standardise: 'none' },
  ...{ sigmaFrom: 2, sigmaTo: 0.5, levels: 16, noisePerRow: 'all-levels', perturbation: 'independent', batch: 0 },
  ...{ steps: 1000, rate: 0.01, schedule: 'constant', warmup: 0, beta2: 0.999, weightDecay: 0, averaging: 0 },
  ...{ method: 'langevin', ladder: 16, spacing: 'geometric', perLevel: 100, share: 0.05, denoise: false },
};

const plane: Partial<Settings> = {
  ...{ points: 20_000, hidden: [64, 64], activation: 'silu', conditioning: 'fourier:4', output: 'edm', detail: 0.2 },
  ...{ sigmaFrom: 5, sigmaTo: 0.02, levels: 24, noisePerRow: 'log-uniform', perturbation: 'independent', batch: 512 },
  ...{ steps: 6000, rate: 0.01, schedule: 'cosine', warmup: 100, beta2: 0.99, weightDecay: 0, averaging: 0.99 },
  ...{ method: 'langevin', ladder: 24, spacing: 'geometric', perLevel: 20, share: 0.1, denoise: true },
};

/** docs/targets.md, "Targets of the plane": the network of its tables. */
const fine: Partial<Settings> = {
  ...plane,
  ...{ points: 200_000, hidden: [128, 128, 128], sigmaTo: 0.01, levels: 30, batch: 1024 },
  ...{ steps: 5000, ladder: 30 },
};

/** By name. */
export const recipes = {
  plane: {
    label: 'The plane, quickly',
    help: 'Two hidden layers of 64: seconds of training, for most pictures.',
    settings: plane,
  },
  fine: {
    label: 'The plane, finely',
    help: 'Three layers of 128 and 5,000 steps, as in docs/targets.md.',
    settings: fine,
  },
  narrow: {
    label: 'Narrow parts',
    help: 'More looks at the levels where particles choose between narrow parts: for rings and spirals.',
    settings: {
      ...fine,
      noisePerRow: 'log-normal',
      rate: 0.02,
      averaging: 0.998,
      sigmaTo: 0.01,
      ladder: 40,
      share: 0.3,
    },
  },
  tutorial: {
    label: 'The tutorial',
    help: 'One layer of 64 relu, all data at all 16 levels in every step.',
    settings: tutorial,
  },
  improved: {
    label: 'The tutorial, improved',
    help: 'As many weights and steps, conditioned on ln σ, the form of EDM, a rate that falls: docs/recipe.md.',
    settings: { ...tutorial, conditioning: 'log-sigma', output: 'edm', detail: 1, schedule: 'cosine' },
  },
} as const satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as RecipeName[];

/** The recipe that the training is of, whatever its data, and whatever samples are drawn by; undefined where it is of none. */
export function recipeOf(settings: Settings): RecipeName | undefined {
  return recipeNames.find((name) =>
    Object.entries(recipes[name].settings).every(
      ([key, value]) =>
        properties[key as keyof Settings].part !== 'training' ||
        JSON.stringify(settings[key as keyof Settings]) === JSON.stringify(value),
    ),
  );
}

/** Data whose exact score no sampler can follow. */
export const withoutExactScore: readonly Settings['source'][] = ['pinwheel', 'two_spirals', 'checkerboard', 'file'];

/**
 * What goes with a choice of data: the tutorial has a recipe of its own, only data of a file are standardised, and particles
 * follow the exact score only where it is known.
 */
export function withSource(settings: Settings, source: Settings['source']): Partial<Settings> {
  const name = usualRecipe(source);
  return {
    source,
    ...(name !== usualRecipe(settings.source) && recipes[name].settings),
    ...(source !== 'file' && { standardise: 'none' }),
    ...(withoutExactScore.includes(source) && { score: 'learned', besideScore: 'learned' }),
  };
}

/** What goes with data of a file: nobody knows their units, so that they are standardised, by quartiles where rows lie far out. The first columns are drawn. */
export function withFile(settings: Settings, columns: number, farOut = false): Partial<Settings> {
  const standardise = farOut ? 'robust' : 'columns';
  return { ...withSource(settings, 'file'), columnX: 0, columnY: columns > 1 ? 1 : -1, standardise };
}

/** The recipe that data begin with. */
export function usualRecipe(source: Settings['source']): RecipeName {
  return source === 'tutorial' ? 'tutorial' : 'plane';
}
