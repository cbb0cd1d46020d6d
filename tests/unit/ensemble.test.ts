import { expect, test } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { ensembleScore, sampleEnsemble, scoreSpread } from '../../src/ensemble.ts';
import { type Model, mlp } from '../../src/network.ts';
import { type Points, points } from '../../src/points.ts';
import type { ChunkProgress } from '../../src/sample_in_chunks.ts';
import { annealedLangevin } from '../../src/samplers/index.ts';
import { collect, ladder, langevin, refusal, sampled } from '../engine_suite/fixtures.ts';

const engine = createCpuEngine();
const method = annealedLangevin(langevin);

/** The network s(x, σ) = slope·x + offset. */
function line(slope: number, offset: number): Model {
  const network = mlp({ dimension: 1, hidden: [] });
  return { kind: 'network', network, noise: ladder, parameters: Float32Array.of(slope, 0, offset) };
}

const models = [line(-1, 0), line(-1.5, 0.5), line(-0.5, 1)];
const some = points([-2, 0, 3]);

test('the score of an ensemble is the mean of the scores of its networks', async () => {
  const { values } = await engine.score({ score: ensembleScore(models), points: some, sigma: 0.5 });
  // −x + ½, and three roundings to float32 of numbers below 4.
  [2.5, 0.5, -2.5].forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 6);
  });
});

test('the spread of scores is their standard deviation at each point, in float64', async () => {
  const { mean, deviation } = await scoreSpread(engine, { models, points: some, sigma: 0.5 });
  expect(mean.shape).toEqual([3, 1]);
  expect(deviation.shape).toEqual([3, 1]);
  // At −2: 2, 3.5, 2. At 0: 0, 0.5, 1. At 3: −3, −4, −0.5. All of them float32 numbers.
  [2.5, 0.5, -2.5].forEach((expected, i) => {
    expect(mean.values[i]).toBeCloseTo(expected, 14);
  });
  [Math.sqrt(0.75), 0.5, Math.sqrt(3.25)].forEach((expected, i) => {
    expect(deviation.values[i]).toBeCloseTo(expected, 14);
  });
  const same = await scoreSpread(engine, { models: [models[0]!, models[0]!], points: some, sigma: 2 });
  expect([...same.deviation.values]).toEqual([0, 0, 0]);
});

async function drawn(parts: AsyncIterable<Points>): Promise<number[]> {
  return (await collect(parts)).flatMap(({ values }) => [...values]);
}

test('particles of an ensemble are those of its networks, whole quads of each', async () => {
  const options = { models, particles: 21, firstParticle: 8, method, seed: 5 };
  const progress: ChunkProgress[] = [];
  const onProgress = (at: ChunkProgress) => void progress.push(at);
  const all = await drawn(sampleEnsemble(engine, options, { chunk: 4, onProgress }));
  const parts = [];
  for (const [m, [first, particles]] of [
    [0, 8],
    [8, 8],
    [16, 5],
  ].entries()) {
    const score = models[m]!;
    parts.push(
      ...(await sampled(engine, { score, particles: particles!, firstParticle: 8 + first!, method, seed: 5 })),
    );
  }
  expect(all).toEqual(parts);
  expect(progress.at(-1)!.share).toBe(1);
  expect(progress.at(-1)!.drawn).toBe(20);
  const shares = progress.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test('particles of an ensemble start from given points, each from its own', async () => {
  const initial = points(Float32Array.from({ length: 21 }, (_, i) => i));
  const none = { stages: [{ sigma: 1, level: 0, count: 1, a: 1, b: 0, c: 0, d: 0, e: 0, f: 0 }], end: 0 };
  expect(await drawn(sampleEnsemble(engine, { models, particles: 21, method: none, initial }))).toEqual([
    ...initial.values,
  ]);
  // Fewer particles than networks.
  expect(await drawn(sampleEnsemble(engine, { models, particles: 1, method: none, initial: points([7]) }))).toEqual([
    7,
  ]);
});

test.each<[string, () => unknown]>([
  ['models', () => ensembleScore([])],
  ['models', () => ensembleScore(models[0] as never)],
  ['model.weights', () => ensembleScore([{ ...models[0]!, weights: 1 } as never])],
  ['models', () => scoreSpread(engine, { models: models.slice(1, 2), points: some, sigma: 1 })],
  ['point', () => scoreSpread(engine, { models, points: some, sigma: 1, point: 1 } as never)],
  ['models', () => drawn(sampleEnsemble(engine, { models: [], particles: 4, method }))],
  ['particles', () => drawn(sampleEnsemble(engine, { models, particles: 0, method }))],
  ['initial.shape', () => drawn(sampleEnsemble(engine, { models, particles: 4, method, initial: some }))],
])('refuses %s (%#)', async (argument, task) => {
  await expect((async () => task())()).rejects.toSatisfy(refusal(argument));
});
