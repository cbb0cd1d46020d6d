import { expect, test } from 'vitest';
import { gaussianMixture } from '../../../src/distributions/gaussian_mixture.ts';
import type { SamplingPlan } from '../../../src/engines/plan/sampling_plan.ts';
import { combination } from '../../../src/fields/combination.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { guided } from '../../../src/fields/guided.ts';
import type { Score } from '../../../src/fields/score.ts';
import { cosine, warmup } from '../../../src/learning_rate.ts';
import { type Model, mlp } from '../../../src/network.ts';
import { geometric } from '../../../src/noise.ts';
import { adamW } from '../../../src/optimizer.ts';
import { points } from '../../../src/points.ts';
import type { SamplerOptions } from '../../../src/sampler.ts';
import {
  ancestral,
  annealedLangevin,
  constant,
  dpmSolver,
  dpmSolverSde,
  euler,
  heun,
  predictorCorrector,
  proportional,
  reverseDiffusion,
} from '../../../src/samplers/index.ts';
import type { Method } from '../../../src/samplers/program.ts';
import type { TrainerOptions } from '../../../src/trainer.ts';
import { collect, driven, levels, training, watch } from './fixtures.ts';

watch();

const ladder = geometric({ from: 4, to: 0.5, levels: 5 });
const transform = { shift: [1, 2], scale: [0.5, 3] };
const network: Model = {
  kind: 'network',
  network: mlp({ dimension: 2, hidden: [3], conditioning: { fourier: 2 }, output: { edm: 0.5 } }),
  noise: ladder,
  parameters: Float32Array.from({ length: 29 }, (_, i) => i / 10),
  transform,
  moments: { mean: [0, 0], deviation: [1, 1] },
};
const mixture = gaussianMixture({
  weights: [1, 3],
  means: [
    [0, 0],
    [1, 2],
  ],
  deviations: [1, 0.5],
});
const custom = customScore({
  dimension: 2,
  wgsl: 'fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> { return array<f32, 2>(-x[0], -x[1]); }',
  cpu: (x) => x.map((value) => -value),
});
const scores: Record<string, Score> = {
  network,
  mixture,
  combination: combination([
    { score: mixture, weight: 0.5 },
    { score: guided({ conditional: mixture, unconditional: mixture, weight: 2 }), weight: -1 },
  ]),
  'guided networks': guided({ conditional: network, unconditional: network, weight: 3 }),
};
const methods: Record<string, Method> = {
  ancestral: ancestral(),
  'annealed Langevin': annealedLangevin({ perLevel: 3, size: proportional({ epsilon: 0.1 }), denoise: true }),
  'annealed Langevin by a list': annealedLangevin({ perLevel: [1, 0, 2, 3, 4], size: constant({ size: 0.1 }) }),
  'DPM-Solver': dpmSolver(),
  'SDE-DPM-Solver': dpmSolverSde({ end: 'last' }),
  Euler: euler(),
  Heun: heun(),
  'Heun with churn': heun({ churn: 5, churnFrom: 0.6, churnNoise: 1.01 }),
  'predictor–corrector': predictorCorrector(),
  'reverse diffusion': reverseDiffusion(),
};

/** The plans that reach the backend, by their copies as another thread would get them. */
function expectPlain(plans: readonly unknown[], count: number): void {
  expect(plans).toHaveLength(count);
  for (const plan of plans) expect(structuredClone(plan)).toStrictEqual(plan);
}

test.each(Object.keys(methods))('a plan to sample by %s is plain data, of any score', async (name) => {
  const { fake, engine } = driven();
  for (const score of Object.values(scores)) {
    using sampler = await engine.sampler({
      score,
      noise: ladder,
      method: methods[name]!,
      particles: 6,
      seed: 2n ** 60n,
    });
    await collect(sampler.run());
  }
  expectPlain(fake.plans, 4);
});

test.each(Object.keys(scores))('a plan to sample the score %s is plain data, wherever it starts', async (name) => {
  const { fake, engine } = driven();
  const starts: Partial<SamplerOptions>[] = [
    {},
    { initial: { deviation: 2 } },
    { initial: { mean: [1, 2], deviation: [3, 4] } },
    { initial: points([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2) },
    { firstParticle: 8, outOf: 100 },
    { method: levels(2, 3) },
  ];
  for (const start of starts) {
    await engine.sampler({ score: scores[name]!, noise: ladder, method: heun(), particles: 6, ...start });
  }
  await engine.score({ score: scores[name]!, points: points([1, 2, 3, 4], 2), sigma: 1 });
  expectPlain(fake.plans, starts.length + 1);
});

test('a copy of a custom score loses its twin for the CPU, and nothing else', async () => {
  const { fake, engine } = driven();
  await engine.sampler({ score: custom, noise: ladder, method: heun(), particles: 6 });
  await engine.sampler({
    score: combination([{ score: custom, weight: 2 }]),
    noise: ladder,
    method: heun(),
    particles: 6,
  });
  const plans = fake.plans as SamplingPlan[];
  expectPlain(plans, 2);
  const [alone, part] = plans.map(({ score }) => score);
  expect(alone).toHaveProperty('cpu', (custom as { cpu?: unknown }).cpu);
  expect(part).toHaveProperty('parts[0].score.cpu', (custom as { cpu?: unknown }).cpu);
  const copies = structuredClone(plans).map(({ score }) => score);
  expect(copies[0]).not.toHaveProperty('cpu');
  expect(copies[0]).toHaveProperty('wgsl', custom.wgsl);
  expect(copies[1]).not.toHaveProperty('parts[0].score.cpu');
});

test('a plan to train is plain data, with every option', async () => {
  const data = points(
    Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    2,
  );
  const given: TrainerOptions = { data, network: mlp({ dimension: 2, hidden: [4, 3] }), noise: ladder };
  const variations: Partial<TrainerOptions>[] = [
    {},
    { batch: 5 },
    { standardise: 'columns' },
    { standardise: 'global' },
    { standardise: transform },
    { optimizer: adamW({ learningRate: cosine({ steps: 100, warmup: 10 }), weightDecay: 0.1, clip: 1 }) },
    { optimizer: adamW({ learningRate: warmup() }) },
    { averaging: { decay: 0.99 } },
    { noisePerRow: 'one-level' },
    { noisePerRow: 'log-uniform' },
    { noisePerRow: { logNormal: { mean: -1.2, deviation: 1.2 } } },
    { weighting: 0 },
    { perturbation: 'shared' },
    { seed: 2n ** 63n },
    { network: network.network, parameters: new Float32Array(29) },
    { network: mlp({ dimension: 2, hidden: [], activation: 'silu', conditioning: 'log-sigma', output: 'over-sigma' }) },
  ];
  const { fake, engine } = driven();
  for (const variation of variations) {
    const options = { ...given, ...variation };
    using trainer = await engine.trainer(options);
    await collect(trainer.run({ steps: 2 }));
    using _ = await engine.trainer({ data, checkpoint: structuredClone(await trainer.checkpoint()) });
  }
  expectPlain(fake.plans, 2 * variations.length);
});

test('what a caller does to options later changes no plan', async () => {
  const { fake, engine } = driven();
  const parameters = new Float32Array(3);
  await engine.trainer({ ...training, parameters });
  const before = structuredClone(fake.plans[0]);
  parameters.fill(7);
  expect(fake.plans[0]).toStrictEqual(before);
});
