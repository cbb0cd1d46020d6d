// What an ensemble of networks knows of the score, and what it says that it does not know, by the number of data.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  annealedLangevin,
  type Engine,
  kolmogorovSmirnov,
  type Model,
  type Points,
  points,
  proportional,
  type Score,
  type ScoreSpread,
  sampleEnsemble,
  scoreGrid,
  scoreRmse,
  scoreSpread,
} from '../src/index.ts';
import { recipes, trainingBy } from '../src/tutorial/recipes.ts';
import { finalTarget, noise, smallestSigma, target } from '../src/tutorial/settings.ts';
import { type Band, bands } from './bands.ts';

export interface EnsembleExperiment {
  /** Networks of an ensemble, with the seeds from 0 on. */
  readonly networks: number;
  readonly steps: number;
  readonly particles: number;
}

/** Numbers of data, so few that networks must guess between them, and as many as the tutorial has. */
const dataCounts = [16, 128, 1024];

/** Where the picture shows the score: both modes of the data, and beyond. */
const shown = points(Float32Array.from({ length: 241 }, (_, i) => -6 + i / 20));

/** @returns a table, and a picture of mean and spread of the score at σ_L beside the exact one. */
export async function measureSpread(
  engine: Engine,
  { networks, steps, particles }: EnsembleExperiment,
  tell: (line: string) => void,
): Promise<{ table: string; picture: string }> {
  const rows: string[][] = [];
  const panels: Band[] = [];
  for (const count of dataCounts) {
    const data = target.sample(count, { seed: 1 });
    const started = performance.now();
    const models = await train(engine, data, networks, steps);
    const seconds = (performance.now() - started) / 1000;
    const at = scoreGrid(finalTarget);
    const { mean, deviation } = await scoreSpread(engine, { models, points: at, sigma: smallestSigma });
    const alone = [];
    for (const score of models) alone.push(await rmseOf(engine, score, at));
    rows.push([
      String(count),
      median(alone).toFixed(3),
      scoreRmse(finalTarget, at.values, mean.values).toFixed(3),
      weighted(at, deviation).toFixed(3),
      (await ksOfOne(engine, models[0]!, particles)).toFixed(3),
      (await ksOfAll(engine, models, particles)).toFixed(3),
      `${seconds.toFixed(1)} s`,
    ]);
    tell(rows.at(-1)!.join('   '));
    const spread = await scoreSpread(engine, { models, points: shown, sigma: smallestSigma });
    panels.push(panelOf(`${count} data`, data, spread));
  }
  const head = ['data', 'RMSE of one', 'RMSE of the mean', 'spread', 'KS of one', 'KS of all', 'training'];
  return {
    table: markdownTable(head, rows),
    picture: bands(
      panels,
      `The score at σ = ${smallestSigma} by ${networks} networks: mean, two deviations, and exact`,
    ),
  };
}

async function train(engine: Engine, data: Points, networks: number, steps: number): Promise<Model[]> {
  const members = Array.from({ length: networks }, (_, seed) => ({ seed }));
  const training = trainingBy(recipes.improved, data, steps);
  using ensemble = await engine.ensemble({ data, noise, ...training, members });
  for await (const _ of ensemble.run({ steps }));
  return await ensemble.models();
}

/** At σ_L, weighted by p_σL. */
async function rmseOf(engine: Engine, score: Score, at: Points): Promise<number> {
  const { values } = await engine.score({ score, points: at, sigma: smallestSigma });
  return scoreRmse(finalTarget, at.values, values);
}

/** The root-mean-square of the deviations, weighted as an RMSE is. */
function weighted(at: Points, { values }: Points): number {
  return scoreRmse(
    finalTarget,
    at.values,
    values.map((deviation, i) => finalTarget.score([at.values[i]!])[0]! + deviation),
  );
}

const method = annealedLangevin({ perLevel: 100, size: proportional({ epsilon: 0.0125 }) });

async function ksOfOne(engine: Engine, score: Score, particles: number): Promise<number> {
  using sampler = await engine.sampler({ score, noise, method, particles, seed: 1 });
  for await (const _ of sampler.run());
  return kolmogorovSmirnov((await sampler.samples()).values, finalTarget.cdf);
}

/** Of samples drawn from all networks alike. */
async function ksOfAll(engine: Engine, models: readonly Model[], particles: number): Promise<number> {
  const drawn: number[] = [];
  for await (const { values } of sampleEnsemble(engine, { models, noise, method, particles, seed: 1 }))
    drawn.push(...values);
  return kolmogorovSmirnov(Float32Array.from(drawn), finalTarget.cdf);
}

function panelOf(title: string, { values: data }: Points, { mean, deviation }: ScoreSpread): Band {
  return {
    title,
    marks: [...data],
    curve: Array.from(shown.values, (x, i) => ({
      x,
      exact: finalTarget.score([x])[0]!,
      mean: mean.values[i]!,
      deviation: deviation.values[i]!,
    })),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
