import { afterAll, beforeAll, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { mlp } from '../../src/network.ts';
import { adam } from '../../src/optimizer.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import { collect, ladder, langevin, plane, sampling, training } from '../engine_suite/fixtures.ts';
import { modelOf } from '../twin_suite/shapes.ts';
import { countedEngine } from './accounting.ts';

let counted: Awaited<ReturnType<typeof countedEngine>>;
beforeAll(async () => {
  // Data of more than 4 KiB take several buffers.
  counted = await countedEngine({ bindingBytes: 4096 });
});
afterAll(() => counted.engine.dispose());

const nothing = { buffers: 0, bytes: 0 };
const tooLarge: TrainerOptions = { ...training, data: plane.sample(600, { seed: 1 }), batch: 40 };
const trainers: readonly TrainerOptions[] = [
  training,
  { ...tooLarge, network: mlp({ dimension: 2, hidden: [8] }), averaging: { decay: 0.9 }, optimizer: adam({ clip: 1 }) },
];
const samplers: readonly SamplerOptions[] = [
  sampling,
  { ...sampling, score: modelOf([2, [8], 'silu']), method: annealedLangevin({ ...langevin, denoise: true }) },
  { ...sampling, score: gaussianMixture({ weights: [1], means: [Array(9).fill(0)], deviations: [1] }) },
];

test('thousands of steps, and looks at the model on the way, leave on the device what was there after the first', async () => {
  for (const options of trainers) {
    const trainer = await counted.engine.trainer(options);
    await collect(trainer.run({ steps: 1 }));
    const { before, made, started } = { before: counted.live(), made: counted.made(), started: performance.now() };
    expect(before.bytes).toBeGreaterThan(0);
    for (let round = 0; round < 5; round++) {
      await collect(trainer.run({ steps: 700, reportEvery: 300 }));
      await trainer.model();
      await trainer.gradient();
      expect(counted.live()).toEqual(before);
    }
    // The model and the gradient are read once each, and the four parts of the state at most once a second.
    const seconds = (performance.now() - started) / 1000;
    expect(counted.made() - made).toBeGreaterThanOrEqual(10);
    expect(counted.made() - made).toBeLessThanOrEqual(10 + 4 * seconds);
    trainer.dispose();
    expect(counted.live()).toEqual(nothing);
  }
});

test('many trainers and samplers leave nothing when they are disposed of', async () => {
  for (let round = 0; round < 25; round++) {
    for (const options of trainers) {
      using trainer = await counted.engine.trainer(options);
      await collect(trainer.run({ steps: 2 }));
    }
    for (const options of samplers) {
      using sampler = await counted.engine.sampler(options);
      await collect(sampler.run());
      await sampler.samples();
    }
    expect(counted.live()).toEqual(nothing);
  }
});

test('particles drawn in many chunks take the memory of one', async () => {
  const most: number[] = [];
  for await (const _ of sampleInChunks(counted.engine, { ...sampling, particles: 4000 }, { chunk: 80 })) {
    most.push(counted.live().buffers);
  }
  expect(most).toHaveLength(50);
  // Those of a chunk are gone when its samples are here.
  expect(Math.max(...most)).toBe(0);
});

test('many calls of score leave nothing, in one part or in several', async () => {
  const points = plane.sample(600, { seed: 3 });
  for (let call = 0; call < 50; call++) {
    await counted.engine.score({ score: plane, points, sigma: 0.5 });
    expect(counted.live()).toEqual(nothing);
  }
});

test('what fails leaves nothing', async () => {
  const { engine, live } = counted;
  await expect(engine.trainer({ ...training, data: { ...training.data, shape: [49, 1] } })).rejects.toThrow();
  await expect(engine.sampler({ ...sampling, particles: 100_000 })).rejects.toThrow('particles');
  await expect(engine.score({ score: plane, points: training.data, sigma: 1 })).rejects.toThrow();
  expect(live()).toEqual(nothing);
  const method = annealedLangevin({ perLevel: 30, size: constant({ size: 3e6 }) });
  {
    using trainer = await engine.trainer({ ...training, optimizer: adam({ learningRate: 1e30 }) });
    await expect(collect(trainer.run({ steps: 10 }))).rejects.toThrow('finite');
    using sampler = await engine.sampler({ ...sampling, method });
    await expect(collect(sampler.run())).rejects.toThrow('finite');
  }
  const exploding = { ...sampling, method, noise: ladder };
  await expect(collect(sampleInChunks(engine, exploding))).rejects.toThrow('finite');
  expect(live()).toEqual(nothing);
});
