// What each ingredient of the improved recipe for the tutorial's problem contributes.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  annealedLangevin,
  type Engine,
  excessLoss,
  gaussianMixture,
  kolmogorovSmirnov,
  type Model,
  type Points,
  proportional,
  type Score,
  scoreGrid,
  scoreRmse,
} from '../src/index.ts';
import { leastLoss, measureScore } from '../src/tutorial/measures.ts';
import { type Ingredients, recipes, trainingBy } from '../src/tutorial/recipes.ts';
import { defaults, drawData, finalTarget, noise, smallestSigma, target } from '../src/tutorial/settings.ts';

export interface RecipeOptions {
  /** Seeds 1 … seeds, each for data, initial weights, perturbations and sampling alike. */
  readonly seeds: number;
  readonly steps: number;
  readonly particles: number;
  /** Of the recipes only those whose name holds this. */
  readonly only: string;
}

/** How close a trained network is to what is exact. */
interface Closeness {
  /** Expected loss over fresh data at the 16 levels, above the least, in parts of it. */
  readonly excess: number;
  /** RMSE of the score at σ_L, weighted by p_σL. */
  readonly rmse: number;
  /** Kolmogorov–Smirnov distance of the samples to p_σL. */
  readonly ks: number;
}

const { tutorial, improved } = recipes;

/** First the tutorial's recipe with one ingredient more, then the improved one with one less, or with another in its place. */
const variants: Readonly<Record<string, Ingredients>> = {
  'the tutorial’s recipe': tutorial,
  '… with ln σ instead of σ': { ...tutorial, conditioning: 'log-sigma' },
  '… with the form of EDM': { ...tutorial, output: 'edm' },
  '… with the rate falling to 0 by half a cosine': { ...tutorial, schedule: 'cosine' },
  '… with an average of the parameters, decay 0.99': { ...tutorial, averaging: { decay: 0.99 } },
  '… with tanh instead of relu': { ...tutorial, activation: 'tanh' },
  '… with rate 0.2 and β₂ = 0.95': { ...tutorial, rate: 0.2, beta2: 0.95 },
  '**the improved recipe**': improved,
  'improved, with σ instead of ln σ': { ...improved, conditioning: 'sigma' },
  'improved, with the score itself as the output': { ...improved, output: 'score' },
  'improved, with a constant rate': { ...improved, schedule: 'constant' },
  'improved, with a constant rate and an average, decay 0.99': {
    ...improved,
    schedule: 'constant',
    averaging: { decay: 0.99 },
  },
  'improved, with tanh instead of relu': { ...improved, activation: 'tanh' },
  'improved, with silu instead of relu': { ...improved, activation: 'silu' },
  'improved, with rate 0.02': { ...improved, rate: 0.02 },
  'improved, with tanh, rate 0.2 and β₂ = 0.95': { ...improved, activation: 'tanh', rate: 0.2, beta2: 0.95 },
  'improved, with weight decay 0.01': { ...improved, weightDecay: 0.01 },
};

/**
 * Trains and samples every variant with every seed, and tells of each seed as it is done. Variants of one network train together, as
 * an ensemble, on the data of a seed. @returns the table.
 */
export async function measureRecipes(
  engine: Engine,
  options: RecipeOptions,
  tell: (line: string) => void,
): Promise<string> {
  const rows: string[][] = [];
  const add = (name: string, found: readonly Closeness[], measures: readonly (keyof Closeness)[]): void => {
    const cell = (measure: keyof Closeness) =>
      measures.includes(measure)
        ? spread(
            found.map((each) => each[measure]),
            formats[measure],
          )
        : '';
    rows.push([name, cell('excess'), cell('rmse'), cell('ks')]);
  };
  const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1);
  const chosen = Object.entries(variants).filter(([name]) => name.includes(options.only));
  const found = new Map<string, Closeness[]>(chosen.map(([name]) => [name, []]));
  for (const seed of seeds) {
    const data = drawData({ ...defaults, seed });
    for (const together of ofOneNetwork(chosen, data, options.steps)) {
      for (const [name, model] of await trainTogether(engine, together, data, seed, options.steps)) {
        found.get(name)!.push(await measureModel(engine, model, seed, options));
      }
    }
    tell(`seed ${seed} of ${options.seeds} is done`);
  }
  for (const [name, each] of found) add(name, each, ['excess', 'rmse', 'ks']);
  add('a perfect fit to the data', seeds.map(perfectFit), ['excess', 'rmse', 'ks']);
  const oracles: Closeness[] = [];
  for (const seed of seeds)
    oracles.push({ excess: 0, rmse: 0, ks: await sampleAndMeasure(engine, target, seed, options) });
  add('the exact score, sampled alike', oracles, ['ks']);
  return markdownTable(['recipe', 'excess loss', 'score RMSE at σ = 0.5', 'KS'], rows);
}

type Training = ReturnType<typeof trainingBy>;

/** The trainings by each of some variants, those side by side that an ensemble can train together. */
function ofOneNetwork(
  chosen: readonly (readonly [string, Ingredients])[],
  data: Points,
  steps: number,
): (readonly [string, Training])[][] {
  const groups = new Map<string, (readonly [string, Training])[]>();
  for (const [name, ingredients] of chosen) {
    const training = trainingBy(ingredients, data, steps);
    const { network, averaging, noisePerRow } = training;
    const shared = JSON.stringify([network, averaging !== undefined, noisePerRow]);
    groups.set(shared, [...(groups.get(shared) ?? []), [name, training]]);
  }
  return [...groups.values()];
}

/** What each of some trainings of one network comes to, by its name. */
async function trainTogether(
  engine: Engine,
  together: readonly (readonly [string, Training])[],
  data: Points,
  seed: number,
  steps: number,
): Promise<(readonly [string, Model])[]> {
  const { optimizer: _, averaging: __, ...shared } = together[0]![1];
  const members = together.map(([, { optimizer, averaging }]) => {
    const { kind: _, ...own } = optimizer;
    return { ...own, ...(averaging && { averaging }) };
  });
  using ensemble = await engine.ensemble({ data, noise, seed, ...shared, members });
  for await (const _ of ensemble.run({ steps }));
  const models = await ensemble.models();
  return together.map(([name], m) => [name, models[m]!]);
}

async function measureModel(engine: Engine, model: Model, seed: number, options: RecipeOptions): Promise<Closeness> {
  const { rmse, expectedLoss } = await measureScore(engine, model);
  return {
    excess: expectedLoss / leastLoss - 1,
    rmse,
    ks: await sampleAndMeasure(engine, model, seed, options),
  };
}

/** Where training would end if nothing smoothed: at every level the score of the data with noise, and their own law. */
function perfectFit(seed: number): Closeness {
  const { values } = drawData({ ...defaults, seed });
  const data = gaussianMixture({
    weights: Array.from(values, () => 1),
    means: Array.from(values, (x) => [x]),
    // As good as none beside the noise.
    deviations: Array.from(values, () => 1e-6),
  });
  const errors = noise.levels.map((sigma) => {
    const exact = target.perturbed(sigma);
    const xs = scoreGrid(exact).values;
    const fit = data.perturbed(sigma);
    const scores = Array.from(xs, (x) => fit.score(x)[0]!);
    return scoreRmse(exact, xs, scores);
  });
  const fit = data.perturbed(smallestSigma);
  const gaps = Array.from(scoreGrid(finalTarget).values, (x) => Math.abs(fit.cdf(x) - finalTarget.cdf(x)));
  return { excess: excessLoss(noise, errors) / leastLoss, rmse: errors.at(-1)!, ks: Math.max(...gaps) };
}

/** KS distance of the samples of annealed Langevin dynamics as in the tutorial's report: 100 steps a level, τ = 0.0125·σ²/σ_L². */
async function sampleAndMeasure(
  engine: Engine,
  score: Score,
  seed: number,
  { particles }: RecipeOptions,
): Promise<number> {
  const method = annealedLangevin({ perLevel: 100, size: proportional({ epsilon: 0.0125 }) });
  using sampler = await engine.sampler({ score, noise, particles, method, seed });
  for await (const _ of sampler.run());
  return kolmogorovSmirnov((await sampler.samples()).values, finalTarget.cdf);
}

const formats: Readonly<Record<keyof Closeness, (value: number) => string>> = {
  excess: (value) => (100 * value).toFixed(2),
  rmse: (value) => value.toFixed(3),
  ks: (value) => value.toFixed(3),
};

/** The median and, in brackets, the least and the most. */
function spread(values: readonly number[], format: (value: number) => string): string {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return `${format(median)} (${format(sorted[0]!)}–${format(sorted.at(-1)!)})`;
}
