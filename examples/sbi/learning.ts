import {
  adam,
  conditional,
  cosine,
  type Engine,
  geometric,
  type Model,
  mlp,
  type Noise,
  type NoisePerRow,
  type Points,
  standardisation,
  standardised,
  type Transform,
} from '../../src/index.ts';
import { denoisingLoss, levelsToMeasure } from '../../src/judging/denoising_loss.ts';
import type { Simulations, Task } from './tasks/index.ts';

/** How a posterior is learned. All noise levels are in units of the deviation of each parameter. */
export interface Learning {
  readonly hidden: readonly number[];
  readonly steps: number;
  readonly batch: number;
  /** The highest learning rate, and the share of the parameters that their average keeps in a step. */
  readonly rate: number;
  readonly decay: number;
  readonly noise: Noise;
  readonly noisePerRow: NoisePerRow;
  readonly seed: number;
  /**
   * The unit, in parts of their deviations, in which the network sees θ, where σ is small, and y: below 1 it resolves finer detail sooner.
   */
  readonly detail: number;
}

const learning: Learning = {
  hidden: [128, 128, 128],
  steps: 8000,
  batch: 512,
  rate: 0.005,
  decay: 0.999,
  noise: geometric({ from: 10, to: 0.005, levels: 16 }),
  noisePerRow: 'log-uniform',
  seed: 1,
  detail: 0.25,
};

/** What did better for some tasks in a few trials. */
const special: Readonly<Record<string, Partial<Learning>>> = {
  // The posterior is smooth: there is no finer detail than its deviation.
  'Gaussian linear': { hidden: [128, 128], steps: 4000, batch: 1024, rate: 0.003, detail: 1 },
  SLCP: { steps: 20_000 },
};

/** How the posterior of a task is learned. */
export function learningOf({ name }: Task): Learning {
  return { ...learning, ...special[name] };
}

/** The model of a training, and its denoising loss on simulations held out. */
export interface Learned {
  readonly model: Model;
  readonly loss: number;
  /** The step that it was taken at. */
  readonly step: number;
}

/** Of so many simulations one is held out. */
const heldOutOf = 10;
/** How often the loss on what is held out is measured. */
const checks = 10;

/**
 * Learns the scores of θ given y at all noise levels. A tenth of the simulations is held out, and the model is the one, of ten along the training,
 * that has the least loss on it.
 */
export async function learnPosterior(
  engine: Engine,
  { parameters, data }: Simulations,
  { hidden, steps, batch, rate, decay, noise, noisePerRow, seed, detail }: Learning,
  tell: (line: string) => void,
): Promise<Learned> {
  const [count, dimension] = parameters.shape;
  const split = count - Math.floor(count / heldOutOf);
  using trainer = await engine.trainer({
    ...{ data: rows(parameters, 0, split), context: rows(data, 0, split), noise, noisePerRow, batch, seed },
    standardise: 'columns',
    // Guidance is not wanted, so that all rows are of the posterior.
    contextDropout: 0,
    contextColumns: { transform: inUnitsOf(detail, standardisation(data, 'columns')) },
    network: mlp({
      ...{ dimension, context: data.shape[1], hidden, activation: 'silu' },
      ...{ conditioning: { fourier: 4 }, output: { edm: detail } },
    }),
    optimizer: adam({ learningRate: cosine({ from: rate, steps, warmup: Math.min(100, steps - 1) }) }),
    averaging: { decay },
  });
  const heldOut = { parameters: rows(parameters, split, count), data: rows(data, split, count) };
  let best: Learned | undefined;
  for await (const { step } of trainer.run({ steps, reportEvery: Math.ceil(steps / checks) })) {
    const model = await trainer.model();
    const loss = await lossOn(engine, model, heldOut);
    tell(`  step ${step}   loss on simulations held out ${loss.toFixed(4)}`);
    if (!best || loss < best.loss) best = { model, loss, step };
  }
  return best!;
}

/** The denoising loss on simulations, in the units that the model was trained in. */
async function lossOn(engine: Engine, model: Model, { parameters, data }: Simulations): Promise<number> {
  const { transform, ...network } = model;
  const { mean } = await denoisingLoss(
    (points, sigma) => engine.score({ score: conditional(network, repeated(data, points.shape[0])), points, sigma }),
    standardised(parameters, transform!),
    levelsToMeasure(model.noise),
  );
  return mean;
}

/** A transform to units so many times as fine. */
function inUnitsOf(detail: number, { shift, scale }: Transform): Transform {
  return { shift, scale: scale.map((each) => each * detail) };
}

/** So many rows: those given, over and over. */
function repeated({ values, shape: [, dimension] }: Points, count: number): Points {
  return {
    values: Float32Array.from({ length: count * dimension }, (_, i) => values[i % values.length]!),
    shape: [count, dimension],
  };
}

/** The rows from one to before another. */
export function rows({ values, shape: [, dimension] }: Points, from: number, to: number): Points {
  return { values: values.subarray(from * dimension, to * dimension), shape: [to - from, dimension] };
}
