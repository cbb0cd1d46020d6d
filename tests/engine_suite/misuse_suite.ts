import { describe, expect, test } from 'vitest';
import type { Canvas } from '../../src/canvas.ts';
import type { Engine } from '../../src/engine.ts';
import { sampleEnsemble, scoreSpread } from '../../src/ensemble.ts';
import type { Score } from '../../src/fields/score.ts';
import { cosine } from '../../src/learning_rate.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { adam } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { stage } from '../../src/samplers/program.ts';
import { type Entry, expectAllRefused, expectUnknownKeysRefused } from '../misuse.ts';
import { collect, ladder, plane, refusal, sampling, training } from './fixtures.ts';

/** Wrong values in every option of an engine, its trainers and its samplers. */
export function misuseSuite(engine: () => Engine): void {
  const network = mlp({ dimension: 2, hidden: [3] });
  const moments = { mean: [0, 0], deviation: [1, 1] };
  const coordinates = { names: ['x', 'y'], shape: [2], whole: [0] };
  const model: Model = {
    ...{ kind: 'network', network, noise: ladder, parameters: initialParameters(network, 1) },
    ...{ moments, coordinates },
  };
  const some = plane.sample(8, { seed: 1 });
  const nine = plane.sample(9, { seed: 1 });
  const program = { stages: [stage({ sigma: 1, level: 0, b: 0.1, d: 0.1 })], end: 0 };

  const train = async (options: never) => {
    using trainer = await engine().trainer(options);
    await collect(trainer.run({ steps: trainer.step === 0 ? 1 : 0 }));
    return [(await trainer.model()).parameters, trainer.losses()];
  };
  const sample = async (options: never) => {
    using sampler = await engine().sampler(options);
    await collect(sampler.run());
    return (await sampler.samples()).values;
  };

  const entries: Entry[] = [
    {
      name: 'engine.trainer',
      args: [
        {
          ...{ data: some, network, noise: ladder, batch: 4, seed: 1, parameters: model.parameters },
          ...{ standardise: { shift: [0, 0], scale: [1, 2] }, averaging: { decay: 0.5 }, coordinates },
          ...{ noisePerRow: { logNormal: { mean: 0, deviation: 1 } }, weighting: 2, perturbation: 'shared' },
          optimizer: adam({ learningRate: cosine({ steps: 10 }), clip: 1 }),
        },
      ],
      call: train,
    },
    {
      name: 'engine.ensemble',
      args: [
        {
          ...{ data: some, network, noise: ladder, batch: 4, seed: 1, averaging: { decay: 0.5 } },
          members: [
            {
              seed: 2,
              parameters: model.parameters,
              learningRate: 0.1,
              beta1: 0.5,
              beta2: 0.5,
              epsilon: 1,
              weightDecay: 0.1,
            },
            { averaging: { decay: 0.9 } },
          ],
        },
      ],
      call: async (options: never) => {
        using ensemble = await engine().ensemble(options);
        // The loss after a step shows whether that was too large.
        await collect(ensemble.run({ steps: 2 }));
        return [(await ensemble.models()).map(({ parameters }) => parameters), ensemble.losses()];
      },
    },
    {
      name: 'engine.sampler',
      args: [
        {
          ...{ score: model, noise: ladder, method: program, particles: 8, firstParticle: 4, outOf: 12, seed: 1 },
          initial: { mean: [0, 1], deviation: 2 },
        },
      ],
      call: sample,
    },
    {
      name: 'engine.sampler of points',
      args: [{ score: model, method: program, particles: 8, initial: some }],
      call: sample,
    },
    {
      name: 'engine.sampler with known coordinates',
      args: [{ score: model, method: program, particles: 8, known: { mask: [1, 0], values: [0.5, 0] } }],
      call: sample,
    },
    {
      name: 'engine.sampler with known coordinates of each particle',
      args: [{ score: model, method: program, particles: 8, known: { mask: new Uint8Array(16), values: some } }],
      call: sample,
    },
    {
      name: 'engine.score',
      args: [{ score: { kind: 'combination', parts: [{ score: model, weight: 1 }] }, points: some, sigma: 1 }],
      call: async (options: never) => (await engine().score(options)).values,
    },
    {
      name: 'sampleInChunks',
      args: [
        { score: plane, method: program, particles: 9, initial: nine, known: { mask: [1, 0], values: nine } },
        { chunk: 4, reportEvery: 1 },
      ],
      call: async (...args: [never, never]) =>
        (await collect(sampleInChunks(engine(), ...args))).map(({ values }) => values),
    },
    {
      name: 'scoreSpread',
      args: [{ models: [model, model], points: some, sigma: 1 }],
      call: async (options: never) => {
        const { mean, deviation } = await scoreSpread(engine(), options);
        return [mean.values, deviation.values];
      },
    },
    {
      name: 'sampleEnsemble',
      args: [
        { models: [model, model], noise: ladder, method: program, particles: 9, seed: 1, initial: nine },
        { chunk: 4, reportEvery: 1 },
      ],
      call: async (...args: [never, never]) =>
        (await collect(sampleEnsemble(engine(), ...args))).map(({ values }) => values),
    },
    { name: 'engine.mostParticles', args: [2], call: (dimension: never) => engine().mostParticles(dimension) },
    { name: 'engine.busyParticles', args: [2], call: (dimension: never) => engine().busyParticles(dimension) },
  ];

  /** Calls of something that is made once. */
  async function withMade(use: (entries: Entry[]) => Promise<void>): Promise<void> {
    using trainer = await engine().trainer(training);
    using ensemble = await engine().ensemble({ ...training, members: [{}, { seed: 2 }] });
    using sampler = await engine().sampler(sampling);
    using inPlane = await engine().sampler({ ...sampling, score: plane });
    const grid = { axes: [0, 1].map((coordinate) => ({ coordinate, from: -1, to: 1, cells: 2 })) };
    const signal = new AbortController().signal;
    await use([
      {
        name: 'trainer.run',
        args: [{ steps: 1, reportEvery: 1, signal }],
        call: (options: never) => collect(trainer.run(options)),
      },
      {
        name: 'trainer.model',
        args: [{ averaged: false }],
        call: async (options: never) => (await trainer.model(options)).parameters,
      },
      {
        name: 'sampler.run',
        args: [{ reportEvery: 1, signal }],
        call: (options: never) => collect(sampler.run(options)),
      },
      { name: 'sampler.counts', args: [grid], call: (given: never) => inPlane.counts(given) },
      {
        name: 'sampler.draw',
        args: [{ grid, palette: new Uint8Array(8), exposure: 1 }],
        // What is refused for its canvas at last was right in all else.
        call: (given: never) => inPlane.draw({} as Canvas, given),
      },
      {
        name: 'ensemble.run',
        args: [{ steps: 1, reportEvery: 1, signal }],
        call: (options: never) => collect(ensemble.run(options)),
      },
      {
        name: 'ensemble.models',
        args: [{ averaged: false }],
        call: async (options: never) => (await ensemble.models(options)).map(({ parameters }) => parameters),
      },
      { name: 'ensemble.losses', args: [0], call: (from: never) => ensemble.losses(from) },
      { name: 'trainer.losses', args: [0], call: (from: never) => trainer.losses(from) },
    ]);
  }

  describe('misuse', () => {
    test('of the engine is refused by an error of the library, whatever is given', async () => {
      await expectAllRefused(entries, 200);
    });

    test('of a trainer or a sampler is, too', async () => {
      await withMade((made) => expectAllRefused(made, 50));
    });

    test('by a name that is not known is refused by that name', async () => {
      await expectUnknownKeysRefused(entries);
      await withMade(expectUnknownKeysRefused);
    });

    test('by a name that is near a known one is answered by that', async () => {
      const { seed, ...others } = training;
      await expect(engine().trainer({ ...others, batchSize: 32 } as never)).rejects.toThrow(
        'batchSize: got 32, but it must be left out, since there is nothing of that name. Did you mean batch?',
      );
      await expect(engine().trainer({ ...others, sed: seed } as never)).rejects.toThrow('Did you mean seed?');
      using trainer = await engine().trainer(training);
      await expect(collect(trainer.run({ step: 3 } as never))).rejects.toThrow('Did you mean steps?');
      expect(trainer.step).toBe(0);
    });

    test('by a score that holds itself, or by a class in the place of a sampler, is refused', async () => {
      const parts: { score: Score; weight: number }[] = [];
      const cycle: Score = { kind: 'combination', parts };
      parts.push({ score: cycle, weight: 1 });
      const at = points([1, 2], 2);
      await expect(engine().score({ score: cycle, points: at, sigma: 1 })).rejects.toThrow(
        /score: .* nested at most 32/,
      );
      const options = { ...sampling, method: class {} as never };
      await expect(engine().sampler(options)).rejects.toSatisfy(refusal('method'));
    });

    test.each(['adamw', 5, null, { kind: 'sgd' }, [adam()]])('by the optimizer %j is refused', async (optimizer) => {
      const request = engine().trainer({ ...training, optimizer: optimizer as never });
      await expect(request).rejects.toSatisfy(
        (error) => refusal('optimizer')(error) || refusal('optimizer.kind')(error),
      );
    });

    test.each([1e308, 1e-320, Number.NaN, 2e18])('by σ = %d is refused', async (sigma) => {
      const request = engine().score({ score: plane, points: points([1, 2], 2), sigma });
      await expect(request).rejects.toSatisfy(refusal('sigma'));
    });
  });
}
