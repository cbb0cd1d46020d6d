import { describe, expect, test } from 'vitest';
import { type Checkpoint, modelOf } from '../../src/checkpoint.ts';
import type { Engine } from '../../src/engine.ts';
import { TrainingDivergedError } from '../../src/errors.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/files/index.ts';
import { cosine } from '../../src/learning_rate.ts';
import { mlp } from '../../src/network.ts';
import { adam, adamW } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import type { ResumeOptions, TrainerOptions } from '../../src/trainer.ts';
import { collect, ladder, plane, refusal, stateOf, trained, training } from './fixtures.ts';

const everything: TrainerOptions = {
  data: plane.sample(40, { seed: 1 }),
  network: mlp({ dimension: 2, hidden: [9, 7], activation: 'silu', conditioning: 'log-sigma', output: { edm: 1.5 } }),
  noise: ladder,
  batch: 24,
  noisePerRow: { logNormal: { mean: 0, deviation: 0.7 } },
  weighting: 1.5,
  perturbation: 'shared',
  optimizer: adamW({ learningRate: cosine({ from: 0.02, steps: 25, warmup: 3 }), weightDecay: 0.1, clip: 0.5 }),
  averaging: { decay: 0.8 },
  standardise: 'columns',
  seed: 2n ** 60n + 1n,
};

/** What every trainer promises of a training that is taken up again. */
export function checkpointSuite(engine: () => Engine): void {
  async function checkpointAfter(steps: number, options: TrainerOptions): Promise<Checkpoint> {
    using trainer = await engine().trainer(options);
    await collect(trainer.run({ steps }));
    return await trainer.checkpoint();
  }

  describe('a checkpoint', () => {
    test.each<[string, TrainerOptions]>([
      ['the defaults', training],
      ['an average', { ...training, averaging: { decay: 0.9 } }],
      ['a width that is padded on a device', { ...training, network: mlp({ dimension: 1, hidden: [13] }) }],
      ['everything that can be asked for', everything],
    ])('taken up again ends as if never stopped, also by way of a file: %s', async (_, options) => {
      const checkpoint = await checkpointAfter(12, options);
      expect(checkpoint.step).toBe(12);
      const kept = readCheckpoint(writeCheckpoint(checkpoint));
      expect(kept).toEqual(checkpoint);
      using trainer = await engine().trainer({ data: options.data, checkpoint: kept });
      expect(trainer.step).toBe(12);
      expect(await trainer.checkpoint()).toEqual(checkpoint);
      expect(await trainer.model()).toEqual(modelOf(checkpoint));
      const reports = await collect(trainer.run({ steps: 18, reportEvery: 10 }));
      expect(reports.map(({ step }) => step)).toEqual([22, 30]);
      using whole = await engine().trainer(options);
      await collect(whole.run({ steps: 30 }));
      // All of the state, so that whatever follows is the same too.
      expect(await trainer.checkpoint()).toEqual(await whole.checkpoint());
      expect(await trainer.model()).toEqual(await whole.model());
      expect(trainer.losses()).toEqual(whole.losses().subarray(12));
      expect(await trainer.gradient()).toEqual(await whole.gradient());
    });

    test('says all that there is to say', async () => {
      const { parameters, first, second, average, ...rest } = await checkpointAfter(1, everything);
      const { network, noise, optimizer, averaging, batch, noisePerRow, weighting, perturbation, seed } = everything;
      expect(rest).toEqual({
        ...{ network, noise, step: 1 },
        transform: { shift: [expect.any(Number), expect.any(Number)], scale: [expect.any(Number), expect.any(Number)] },
        moments: {
          mean: [expect.any(Number), expect.any(Number)],
          deviation: [expect.any(Number), expect.any(Number)],
        },
        settings: { optimizer, averaging, batch, noisePerRow, weighting, perturbation, seed },
        data: { shape: [40, 2], hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      });
      for (const buffer of [first, second, average!]) expect(buffer).toHaveLength(parameters.length);
    });

    test('is a copy, and is copied', async () => {
      using trainer = await engine().trainer(training);
      await collect(trainer.run({ steps: 2 }));
      const checkpoint = await trainer.checkpoint();
      const before = structuredClone(checkpoint);
      using other = await engine().trainer({ data: training.data, checkpoint });
      await collect(trainer.run({ steps: 2 }));
      expect(checkpoint).toEqual(before);
      for (const buffer of [checkpoint.parameters, checkpoint.first, checkpoint.second]) buffer.fill(0);
      expect(await other.checkpoint()).toEqual(before);
    });

    test('may be taken while a run is under way', async () => {
      using trainer = await engine().trainer(training);
      const taken: Checkpoint[] = [];
      for await (const _ of trainer.run({ steps: 10, reportEvery: 4 })) taken.push(await trainer.checkpoint());
      expect(taken.map(({ step }) => step)).toEqual([4, 8, 10]);
      for (const checkpoint of taken) {
        using other = await engine().trainer({ data: training.data, checkpoint });
        await collect(other.run({ steps: 20 - checkpoint.step }));
        expect((await other.model()).parameters).toEqual((await trained(engine(), training)).parameters);
      }
    });

    test('and a report that is not waited for', async () => {
      using trainer = await engine().trainer(training);
      const run = trainer.run({ steps: 10 });
      const report = run.next();
      const checkpoint = await trainer.checkpoint();
      await report;
      // Whatever step it happened to be, the state belongs to it.
      using other = await engine().trainer({ data: training.data, checkpoint });
      await collect(other.run({ steps: 10 - checkpoint.step }));
      expect((await other.model()).parameters).toEqual((await trainer.model()).parameters);
    });

    test('may be given other settings to go on with', async () => {
      const checkpoint = await checkpointAfter(5, training);
      const settings = { ...checkpoint.settings, optimizer: adam({ learningRate: 0.001 }) };
      using trainer = await engine().trainer({ data: training.data, checkpoint: { ...checkpoint, settings } });
      const gradient = await trainer.gradient();
      await collect(trainer.run({ steps: 1 }));
      const { parameters, first } = await trainer.checkpoint();
      const [scale, t] = [0.001, 6];
      first.forEach((m, i) => {
        const g = gradient[i]!;
        // Roundings to float32 of moments below 1 and of parameters below 2, and the gradient's own.
        expect(m).toBeCloseTo(0.9 * checkpoint.first[i]! + 0.1 * g, 6);
        const v = 0.999 * checkpoint.second[i]! + 0.001 * g * g;
        const step = (scale * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
        expect(parameters[i]).toBeCloseTo(checkpoint.parameters[i]! - step, 6);
      });
    });

    test('that diverges at once keeps the state that it was', async () => {
      const optimizer = adam({ learningRate: 1e30 });
      const checkpoint = await checkpointAfter(1, { ...training, optimizer });
      using trainer = await engine().trainer({ data: training.data, checkpoint });
      for (const _ of ['at first', 'and again']) {
        await expect(collect(trainer.run({ steps: 10 }))).rejects.toSatisfy(
          (error) => error instanceof TrainingDivergedError && error.step === 1,
        );
        expect(trainer.step).toBe(1);
        expect(trainer.losses()).toHaveLength(0);
        expect(await trainer.checkpoint()).toEqual(checkpoint);
      }
    });

    test('that diverges later stops where it would have stopped', async () => {
      // Each step multiplies the parameters by about −9, and the loss by the fourth power of that.
      const options = { ...training, optimizer: adamW({ weightDecay: 1000 }), averaging: { decay: 0.5 } };
      using whole = await engine().trainer(options);
      await expect(collect(whole.run({ steps: 100 }))).rejects.toThrow(TrainingDivergedError);
      using trainer = await engine().trainer({ data: training.data, checkpoint: await checkpointAfter(3, options) });
      await expect(collect(trainer.run({ steps: 97 }))).rejects.toThrow(TrainingDivergedError);
      expect(trainer.step).toBe(whole.step);
      expect(await trainer.checkpoint()).toEqual(await whole.checkpoint());
      expect((await stateOf(trainer)).losses).toEqual(whole.losses().subarray(3));
    });

    test('is not given by a trainer that was disposed of', async () => {
      const trainer = await engine().trainer(training);
      trainer.dispose();
      await expect(trainer.checkpoint()).rejects.toThrow('disposed');
    });

    describe('is refused by name', () => {
      const { data } = training;
      const changed = data.values.slice();
      changed[7]! += 1e-6;
      test.each<[string, (good: Checkpoint) => object]>([
        ['data', () => ({ data: { ...data, values: changed } })],
        ['data', () => ({ data: points(data.values.subarray(1)) })],
        ['data.shape', () => ({ data: points(data.values, 2) })],
        ['seed', () => ({ seed: 11 })],
        ['standardise', () => ({ standardise: 'columns' })],
        ['checkpoint', () => ({ checkpoint: null })],
        ['checkpoint', () => ({ checkpoint: {} })],
        ['checkpoint.step', (good) => ({ checkpoint: { ...good, step: -1 } })],
        ['checkpoint.step', (good) => ({ checkpoint: { ...good, step: 2 ** 32 } })],
        ['checkpoint.parameters', (good) => ({ checkpoint: { ...good, parameters: good.parameters.slice(1) } })],
        ['checkpoint.first[0]', (good) => ({ checkpoint: { ...good, first: good.first.map(() => Number.NaN) } })],
        ['checkpoint.second[0]', (good) => ({ checkpoint: { ...good, second: good.second.map(() => -1e-3) } })],
        ['checkpoint.average', (good) => ({ checkpoint: { ...good, average: good.parameters } })],
        ['checkpoint.data.hash', (good) => ({ checkpoint: { ...good, data: { ...good.data, hash: '' } } })],
        ['checkpoint.data.shape', (good) => ({ checkpoint: { ...good, data: {} } })],
        ['network.hidden[0]', (good) => ({ checkpoint: { ...good, network: { ...good.network, hidden: [0] } } })],
        ['noise.levels', (good) => ({ checkpoint: { ...good, noise: undefined } })],
        [
          'checkpoint.transform.scale[0]',
          (good) => ({ checkpoint: { ...good, transform: { shift: [0], scale: [0] } } }),
        ],
        ['weighting', (good) => ({ checkpoint: { ...good, settings: { ...good.settings, weighting: Infinity } } })],
        [
          'checkpoint.average',
          (good) => ({ checkpoint: { ...good, settings: { ...good.settings, averaging: { decay: 0.5 } } } }),
        ],
      ])('%s (%#)', async (argument, bad) => {
        const checkpoint = await checkpointAfter(0, training);
        const request = { data, checkpoint, ...bad(checkpoint) } as ResumeOptions;
        await expect(engine().trainer(request)).rejects.toSatisfy(refusal(argument));
      });
    });
  });
}
