import {
  adam,
  ancestral,
  annealedLangevin,
  cosine,
  deviationOf,
  dpmSolver,
  dpmSolverSde,
  type Engine,
  euler,
  geometric,
  heun,
  karras,
  type Method,
  type Model,
  mlp,
  type Noise,
  type Points,
  predictorCorrector,
  proportional,
  reverseDiffusion,
  sampleFloor,
  slicedWasserstein,
  twoMoons,
} from '../src/index.ts';
import type { Table } from '../src/tutorial/tables.ts';

/** What a method needs for samples that are about as good as perfect draws. */
export interface QualityFigure {
  readonly method: string;
  /** Evaluations of the score, the fewest of those tried; undefined where none was enough. */
  readonly evaluations: number | undefined;
  /** Median time for all samples. */
  readonly seconds: number;
  /** Sliced W2 to the target over the floor: the mean over the seeds, and its standard error. */
  readonly ratio: { readonly mean: number; readonly standardError: number };
}

/** Enough that the network is not what keeps samplers above the factor below. */
const trainingSteps = 5000;
const samples = 10_000;
/** As good as perfect draws, but for this factor. */
const wanted = 1.3;
const seeds = [1, 2, 3, 4, 5];
/** Sets of draws that each set of samples is compared with, and directions: enough for a tenth of the floor. */
const references = 2;
const slices = { projections: 64 };

const [from, to] = [5, 0.01];

interface Candidate {
  readonly noise: Noise;
  readonly method: Method;
}

/** Each method, by ever more evaluations. */
const methods: Readonly<Record<string, readonly Candidate[]>> = {
  'dpm-solver': byLevels(dpmSolver(), [8, 10, 12, 14, 16, 20, 24, 32, 48]),
  heun: byLevels(heun(), [5, 6, 8, 10, 12, 16, 24, 32]),
  'dpm-solver-sde': byLevels(dpmSolverSde(), [12, 16, 20, 24, 32, 48, 64, 96]),
  'heun, churn 10': byLevels(heun({ churn: 10 }), [8, 10, 12, 16, 24, 32, 48]),
  euler: byLevels(euler(), [16, 24, 32, 48, 64, 96, 128, 192]),
  ancestral: byLevels(ancestral(), [32, 64, 96, 128, 192, 256, 512]),
  'reverse-diffusion': byLevels(reverseDiffusion(), [32, 64, 96, 128, 192, 256, 512]),
  'predictor-corrector': byLevels(predictorCorrector(), [32, 64, 96, 128, 192, 256]),
  langevin: [2, 5, 10, 20, 40].map((perLevel) => ({
    noise: geometric({ from, to, levels: 30 }),
    method: annealedLangevin({ perLevel, size: proportional({ epsilon: 0.1 * to ** 2 }), denoise: true }),
  })),
};

function byLevels(method: Method, counts: readonly number[]): Candidate[] {
  return counts.map((levels) => ({ noise: karras({ from, to, levels }), method }));
}

/**
 * Workload Q: evaluations and seconds for 10,000 samples of two moons within 1.3 times the floor, by every method, under a
 * network that is trained first. A sampler of twenty evaluations is worth more than any kernel.
 */
export async function measureQuality(engine: Engine, say: (line: string) => void): Promise<QualityFigure[]> {
  const model = await train(engine, say);
  const target = twoMoons();
  const floor = sampleFloor(target, { samples }, (a, b) => slicedWasserstein(a, b, slices));
  const drawn = seeds.map((seed) =>
    Array.from({ length: references }, (_, i) => target.sample(samples, { seed: 900_000 + 10 * seed + i })),
  );
  const figures: QualityFigure[] = [];
  for (const [name, candidates] of Object.entries(methods)) {
    let figure: QualityFigure | undefined;
    for (const candidate of candidates) {
      const { evaluations, seconds, distances } = await draw(engine, model, candidate, drawn);
      const ratio = meanOf(distances.map((distance) => distance / floor.mean));
      say(`Q: ${name}: ${evaluations} evaluations, ${ratio.mean.toFixed(2)} × the floor`);
      const better = !figure || ratio.mean < figure.ratio.mean;
      if (better) figure = { method: name, evaluations: undefined, seconds, ratio };
      if (ratio.mean > wanted) continue;
      figure = { method: name, evaluations, seconds, ratio };
      break;
    }
    figures.push(figure!);
  }
  return figures;
}

async function train(engine: Engine, say: (line: string) => void): Promise<Model> {
  say('Q: training a network on two moons …');
  const data = twoMoons().sample(100_000, { seed: 1 });
  using trainer = await engine.trainer({
    ...{ data, noise: geometric({ from, to, levels: 30 }), batch: 1024, noisePerRow: 'log-uniform', seed: 1 },
    network: mlp({
      ...{ dimension: 2, hidden: [128, 128], activation: 'silu', conditioning: { fourier: 4 } },
      output: { edm: 0.2 * deviationOf(data) },
    }),
    optimizer: adam({ learningRate: cosine({ from: 0.01, steps: trainingSteps, warmup: 100 }), beta2: 0.99 }),
    averaging: { decay: 0.99 },
  });
  for await (const _ of trainer.run({ steps: trainingSteps }));
  return await trainer.model();
}

/** Samples by each seed, and how far they are from the target. */
async function draw(
  engine: Engine,
  score: Model,
  { noise, method }: Candidate,
  drawn: readonly (readonly Points[])[],
): Promise<{ evaluations: number; seconds: number; distances: number[] }> {
  const times: number[] = [];
  const distances: number[] = [];
  let evaluations = 0;
  for (const [i, seed] of seeds.entries()) {
    using sampler = await engine.sampler({ score, noise, method, particles: samples, seed });
    evaluations = sampler.total;
    const started = performance.now();
    for await (const _ of sampler.run({ reportEvery: evaluations }));
    const found = await sampler.samples();
    times.push((performance.now() - started) / 1000);
    const each = drawn[i]!.map((reference) => slicedWasserstein(found, reference, slices));
    distances.push(each.reduce((sum, distance) => sum + distance, 0) / each.length);
  }
  times.sort((a, b) => a - b);
  return { evaluations, seconds: times[Math.floor(times.length / 2)]!, distances };
}

function meanOf(values: readonly number[]): QualityFigure['ratio'] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}

/** A line for each method, those with the fewest evaluations first. */
export function qualityTable(figures: readonly QualityFigure[]): Table {
  const sorted = [...figures].sort((a, b) => (a.evaluations ?? Infinity) - (b.evaluations ?? Infinity));
  return {
    head: ['Q: two moons, 10,000 samples within 1.3 × the floor', 'evaluations', 'seconds', 'sliced W2 over the floor'],
    rows: sorted.map(({ method, evaluations, seconds, ratio }) => [
      method,
      evaluations === undefined ? 'not reached' : String(evaluations),
      evaluations === undefined ? '' : seconds.toPrecision(2),
      `${ratio.mean.toFixed(2)} ± ${ratio.standardError.toFixed(2)}`,
    ]),
  };
}
