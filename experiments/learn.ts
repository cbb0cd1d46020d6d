import {
  adam,
  annealedLangevin,
  cosine,
  deviationOf,
  type Engine,
  type Method,
  type Model,
  mlp,
  type Noise,
  type NoisePerRow,
  type Points,
  proportional,
  type Score,
} from '../src/index.ts';

/** How a network is trained on data and sampled: the same for all data of an experiment. */
export interface Learning {
  readonly hidden: readonly number[];
  /** The ladder that Langevin chains go down, between whose ends σ is drawn in training. */
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
  /** Key of the weights, the noise and the samples. */
  readonly seed: number;
  /**
   * The deviation given to the form of EDM, in parts of that of the data. The network sees x̃ over it where σ is small,
   * so that below 1 it distinguishes finer detail.
   */
  readonly detail: number;
}

/** Trains a network of the form of EDM, conditioned on the classes of the data where they have some. */
export async function learn(
  engine: Engine,
  data: Points,
  learning: Learning,
  tell: (line: string) => void,
  classes?: { readonly count: number; readonly labels: Uint32Array },
): Promise<Model> {
  const { noise, noisePerRow, hidden, batch, steps, rate, decay, seed, detail } = learning;
  const network = mlp({
    dimension: data.shape[1],
    hidden,
    activation: 'silu',
    conditioning: { fourier: 4 },
    output: { edm: detail * deviationOf(data) },
    ...(classes && { context: { classes: classes.count } }),
  });
  using trainer = await engine.trainer({
    ...{ data, network, noise, batch, seed, noisePerRow },
    optimizer: adam({ learningRate: cosine({ from: rate, steps, warmup: Math.min(100, steps - 1) }), beta2: 0.99 }),
    averaging: { decay },
    ...(classes && { context: classes.labels }),
  });
  const started = performance.now();
  for await (const { step } of trainer.run({ steps, reportEvery: Math.ceil(steps / 5) })) {
    const late = trainer.losses().slice(-100);
    const loss = late.reduce((sum, value) => sum + value, 0) / late.length;
    tell(`  step ${step}   loss ${loss.toFixed(4)}   ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return await trainer.model();
}

/** A sampler on a ladder. */
export interface Sampling {
  readonly noise: Noise;
  readonly method: Method;
  /** Deviation of centred normals to start from, where not the default. */
  readonly deviation?: number;
}

/** The chains of a learning: from normals as wide as the data with the first level's noise, denoised at the end. */
export function langevinOf({ noise, perLevel, share }: Learning, deviation: number): Sampling {
  const size = proportional({ epsilon: share * noise.levels.at(-1)! ** 2 });
  return {
    noise,
    method: annealedLangevin({ perLevel, size, denoise: true }),
    deviation: Math.hypot(noise.levels[0]!, deviation),
  };
}

/** Samples of a score, and how many evaluations each took. */
export async function draw(
  engine: Engine,
  score: Score,
  { noise, method, deviation }: Sampling,
  { particles, seed }: { readonly particles: number; readonly seed: number },
): Promise<{ samples: Points; evaluations: number }> {
  const initial = deviation === undefined ? {} : { initial: { deviation } };
  using sampler = await engine.sampler({ score, noise, method, particles, seed, ...initial });
  for await (const _ of sampler.run());
  return { samples: await sampler.samples(), evaluations: sampler.total };
}
