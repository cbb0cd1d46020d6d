import type { Engine, Model } from '../src/index.ts';
import { adam, createCpuEngine, geometric, mlp, proportional, tutorialTarget } from '../src/index.ts';

/** What a workload reached. */
export interface Figure {
  readonly workload: string;
  readonly unit: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Useful arithmetic of one unit of the figure, in floating-point operations. */
  readonly operations: number;
}

const repeats = 5;
const particles = 65_536;

const problem = {
  data: tutorialTarget().sample(1024, { seed: 12345 }),
  network: mlp({ dimension: 1, hidden: [64], activation: 'relu' }),
  noise: geometric({ from: 2, to: 0.5, levels: 16 }),
  optimizer: adam({ learningRate: 0.01 }),
  seed: 12345,
} as const;

const steps = { perLevel: 100, size: proportional({ epsilon: 0.0125 }) };

// A multiply-add counts as two. Forward: three of them a hidden unit (x, σ and the output weight); backward: one for
// each of its four parameters and one for its delta. In sampling σ is part of the bias: two a hidden unit.
const trainingOperations = 16_384 * 64 * 2 * (3 + 5);
const samplingOperations = 64 * 2 * 2;

/** Runs the tutorial's training and sampling. The engine is compared with the CPU first: a wrong answer has no speed. */
export async function measure(engine: Engine, seconds: number): Promise<Figure[]> {
  const model = await trained();
  await validate(engine, model);
  return [
    await measureTraining(engine, seconds),
    await measureSampling(engine, model, seconds, 'sampling, trained network'),
    { ...(await measureSampling(engine, tutorialTarget(), seconds, 'sampling, exact score')), operations: 0 },
  ];
}

async function trained(): Promise<Model> {
  const trainer = await createCpuEngine().trainer(problem);
  for await (const _ of trainer.run({ steps: 200 }));
  return trainer.model();
}

/** Gradient and trajectory against the reference, at the tolerances of the tests. */
async function validate(engine: Engine, model: Model): Promise<void> {
  const gradients: Float32Array[] = [];
  const walks: Float32Array[] = [];
  for (const each of [engine, createCpuEngine()]) {
    const trainer = await each.trainer({ ...problem, parameters: model.parameters });
    gradients.push(await trainer.gradient());
    trainer.dispose();
    const sampler = await each.sampler({ score: model, particles: 256, steps: { ...steps, perLevel: 10 }, seed: 1 });
    for await (const _ of sampler.run());
    walks.push((await sampler.samples()).values);
    sampler.dispose();
  }
  requireClose('gradient', gradients, 5e-6);
  requireClose('trajectory', walks, 1e-3);
}

function requireClose(what: string, [ours, reference]: Float32Array[], tolerance: number): void {
  const scale = Math.max(...reference!.map(Math.abs));
  const error = Math.max(...ours!.map((value, i) => Math.abs(value - reference![i]!))) / scale;
  if (!(error <= tolerance)) throw new Error(`${what} differs from the CPU by ${error}, more than ${tolerance}`);
}

async function measureTraining(engine: Engine, seconds: number): Promise<Figure> {
  const trainer = await engine.trainer(problem);
  const rates = await rate(seconds, async (count) => {
    for await (const _ of trainer.run({ steps: count }));
    return count;
  });
  trainer.dispose();
  return { workload: 'training', unit: 'steps/s', ...rates, operations: trainingOperations };
}

async function measureSampling(
  engine: Engine,
  score: Model | ReturnType<typeof tutorialTarget>,
  seconds: number,
  workload: string,
): Promise<Figure> {
  // As many particle-steps a call as asked for, in whole steps of all particles.
  const rates = await rate(seconds, async (count) => {
    const perLevel = Math.max(1, Math.round(count / 16));
    const sampler = await engine.sampler({ score, noise: problem.noise, particles, steps: { ...steps, perLevel } });
    for await (const _ of sampler.run());
    await sampler.samples();
    sampler.dispose();
    return 16 * perLevel;
  });
  const scaled = { median: rates.median * particles, least: rates.least * particles, most: rates.most * particles };
  return { workload, unit: 'particle-steps/s', ...scaled, operations: samplingOperations };
}

/** Rate of some work, which says how much of it was done: its amount is found first, so that a repeat takes the given time. */
async function rate(seconds: number, work: (count: number) => Promise<number>) {
  let count = 16;
  for (;;) {
    const started = performance.now();
    const done = await work(count);
    const taken = (performance.now() - started) / 1000;
    if (taken > seconds / 3) {
      count = Math.max(1, Math.round((done * seconds) / taken));
      break;
    }
    count = Math.ceil(count * Math.min(8, (0.5 * seconds) / Math.max(taken, 0.01) + 1));
  }
  const rates: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    const done = await work(count);
    rates.push(done / ((performance.now() - started) / 1000));
  }
  rates.sort((a, b) => a - b);
  return { median: rates[repeats >> 1]!, least: rates[0]!, most: rates.at(-1)! };
}
