import {
  adam,
  annealedLangevin,
  cosine,
  deviationOf,
  type Engine,
  mlp,
  type Noise,
  type NoisePerRow,
  type Points,
  proportional,
  type Score,
} from '../src/index.ts';

/** How a network is trained on data and walked: the same for all data of an experiment. */
export interface Learning {
  readonly hidden: readonly number[];
  /** The ladder that samples go down. */
  readonly noise: Noise;
  /** Rows of a step, each a datum at a σ of its own. */
  readonly batch: number;
  /** How those are drawn. */
  readonly noisePerRow: NoisePerRow;
  readonly steps: number;
  /** The highest learning rate. */
  readonly rate: number;
  /** Of the average of the parameters, that samples are drawn with. */
  readonly decay: number;
  readonly particles: number;
  /** Langevin steps at each level. */
  readonly perLevel: number;
  /** τ over σ² of every level. */
  readonly share: number;
  /** Key of the weights, the noise and the walk. */
  readonly seed: number;
  /**
   * The deviation that the form of EDM is told, in parts of that of the data. The network sees x̃ over it where σ is small,
   * so that below 1 it tells finer detail apart.
   */
  readonly detail: number;
}

/** Trains a network of the form of EDM, and draws samples that the last step denoises. */
export async function learnAndDraw(
  engine: Engine,
  data: Points,
  learning: Learning,
  tell: (line: string) => void,
): Promise<Points> {
  const { noise, noisePerRow, hidden, batch, steps, rate, decay, seed, detail } = learning;
  const network = mlp({
    dimension: data.shape[1],
    hidden,
    activation: 'silu',
    conditioning: { fourier: 4 },
    output: { edm: detail * deviationOf(data) },
  });
  using trainer = await engine.trainer({
    ...{ data, network, noise, batch, seed, noisePerRow },
    optimizer: adam({ learningRate: cosine({ from: rate, steps, warmup: Math.min(100, steps - 1) }), beta2: 0.99 }),
    averaging: { decay },
  });
  const started = performance.now();
  for await (const { step } of trainer.run({ steps, reportEvery: Math.ceil(steps / 5) })) {
    const late = trainer.losses().slice(-100);
    const loss = late.reduce((sum, value) => sum + value, 0) / late.length;
    tell(`  step ${step}   loss ${loss.toFixed(4)}   ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return draw(engine, await trainer.model(), deviationOf(data), learning);
}

/** Samples of a score, from normals as wide as the data with the first level's noise. */
export async function draw(
  engine: Engine,
  score: Score,
  deviation: number,
  { noise, particles, perLevel, share, seed }: Learning,
): Promise<Points> {
  const size = proportional({ epsilon: share * noise.levels.at(-1)! ** 2 });
  const method = annealedLangevin({ perLevel, size, denoise: true });
  const initial = { deviation: Math.hypot(noise.levels[0]!, deviation) };
  using sampler = await engine.sampler({ score, noise, particles, method, initial, seed });
  for await (const _ of sampler.run());
  return await sampler.samples();
}
