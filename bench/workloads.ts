import type { AnnealedLangevin, Model, Network, Noise, SamplerOptions, TrainerOptions } from '../src/index.ts';
import {
  adam,
  annealedLangevin,
  constant,
  createCpuEngine,
  eightGaussians,
  geometric,
  hypercube,
  mlp,
  proportional,
  tutorialTarget,
} from '../src/index.ts';

/**
 * A to E are the workloads below; M is how fast many networks train together (ensembles.ts), Q how many evaluations and how much time
 * good samples take (quality.ts).
 */
export const letters = ['A', 'B', 'C', 'D', 'E', 'M', 'Q'] as const;
export type Letter = (typeof letters)[number];

interface Common {
  readonly letter: Letter;
  /** Unique, as tables name it. */
  readonly name: string;
  readonly network: Network;
  readonly noise: Noise;
}

/** Training as a user would: steps of Adam, losses read now and then. */
export interface TrainingWorkload extends Common {
  readonly kind: 'training';
  readonly options: TrainerOptions;
  /** Rows of a step, each a point, its noise level and its noise. */
  readonly rows: number;
}

/** Annealed Langevin dynamics under a trained network. */
export interface SamplingWorkload extends Common {
  readonly kind: 'sampling';
  readonly particles: number;
  readonly steps: AnnealedLangevin;
  /** Trains its network, once for all that measure it; on the CPU, in seconds. */
  model(): Promise<Model>;
}

export type Workload = TrainingWorkload | SamplingWorkload;

/** A problem: what A and B, C and D, and the halves of E share. */
interface Problem {
  readonly training: TrainerOptions & { readonly batch?: number };
  readonly steps: AnnealedLangevin;
  readonly model: () => Promise<Model>;
}

const seed = 12345;

const tutorial = problem(
  {
    data: tutorialTarget().sample(1024, { seed }),
    network: mlp({ dimension: 1, hidden: [64], activation: 'relu' }),
    noise: geometric({ from: 2, to: 0.5, levels: 16 }),
    optimizer: adam({ learningRate: 0.01 }),
    seed,
  },
  { perLevel: 100, size: proportional({ epsilon: 0.0125 }) },
);

const plane = problem(
  {
    data: eightGaussians().sample(4096, { seed }),
    batch: 4096,
    network: mlp({ dimension: 2, hidden: [128, 128, 128], activation: 'silu' }),
    noise: geometric({ from: 2, to: 0.1, levels: 10 }),
    noisePerRow: 'one-level',
    optimizer: adam({ learningRate: 0.001 }),
    seed,
  },
  { perLevel: 100, size: proportional({ epsilon: 0.0005 }) },
);

const many = problem(
  {
    data: hypercube(64).sample(4096, { seed }),
    batch: 1024,
    network: mlp({ dimension: 64, hidden: [256, 256, 256], activation: 'silu' }),
    noise: geometric({ from: 2, to: 0.1, levels: 10 }),
    noisePerRow: 'one-level',
    optimizer: adam({ learningRate: 0.001 }),
    seed,
  },
  { perLevel: 100, size: constant({ size: 0.001 }) },
);

/** All workloads, in the order in which they take turns. */
export const workloads: readonly Workload[] = [
  training('A', 'A: training, 2→64→1', tutorial),
  ...[4096, 65_536, 1_048_576].map((particles) => sampling('B', 'B: sampling, 2→64→1', tutorial, particles)),
  training('C', 'C: training, 3→128³→2', plane),
  ...[10_000, 100_000].map((particles) => sampling('D', 'D: sampling, 3→128³→2', plane, particles)),
  training('E', 'E: training, 65→256³→64', many),
  sampling('E', 'E: sampling, 65→256³→64', many, 1024),
];

/** What each network of a part of workload M is trained by, and what tables call that. */
export interface ManyNetworks {
  readonly name: string;
  readonly options: TrainerOptions;
}

/** As in A; as in C with few rows, which leave most of a GPU idle; and as in C. */
export const manyNetworks: readonly ManyNetworks[] = [
  { name: 'M: 2→64→1, 16,384 rows', options: tutorial.training },
  { name: 'M: 3→128³→2, 256 rows', options: { ...plane.training, batch: 256 } },
  { name: 'M: 3→128³→2, 4,096 rows', options: plane.training },
];

function problem(options: Problem['training'], steps: AnnealedLangevin): Problem {
  let trained: Promise<Model> | undefined;
  return {
    training: options,
    steps,
    model() {
      trained ??= train(options);
      return trained;
    },
  };
}

/**
 * A network that has learnt where the data are, so that its chains behave as usual; not a good one. Smaller batches
 * keep the training short.
 */
async function train(options: Problem['training']): Promise<Model> {
  const batch = options.batch === undefined ? {} : { batch: 128 };
  const trainer = await createCpuEngine().trainer({ ...options, ...batch });
  for await (const _ of trainer.run({ steps: 200 }));
  return trainer.model();
}

function training(letter: Letter, name: string, { training: options }: Problem): TrainingWorkload {
  const { network, noise, data, batch } = options;
  const rows = batch ?? data.shape[0] * noise.levels.length;
  return {
    kind: 'training',
    letter,
    name: `${name}, ${rows.toLocaleString('en')} rows`,
    network,
    noise,
    options,
    rows,
  };
}

function sampling(
  letter: Letter,
  name: string,
  { training, steps, model }: Problem,
  particles: number,
): SamplingWorkload {
  const { network, noise } = training;
  return {
    ...{ kind: 'sampling', letter, name: `${name}, ${particles.toLocaleString('en')} particles` },
    ...{ network, noise, particles, steps, model },
  };
}

/** What a sampler of a workload is asked for. */
export function samplerOptions({ particles, steps }: SamplingWorkload, score: Model): SamplerOptions {
  return { score, particles, method: annealedLangevin(steps), seed };
}
