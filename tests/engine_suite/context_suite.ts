import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import type { Engine } from '../../src/engine.ts';
import { ensembleScore, sampleEnsemble } from '../../src/ensemble.ts';
import { guided } from '../../src/fields/guided.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/files/model_file.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import type { ResumeOptions, TrainerOptions } from '../../src/trainer.ts';
import { type Entry, expectAllRefused, expectUnknownKeysRefused } from '../misuse.ts';
import { collect, ladder, plane, refusal, sampled, sampling, stateOf, trained } from './fixtures.ts';

const data = plane.sample(50, { seed: 3 });
const byClass: TrainerOptions = {
  ...{ data, noise: ladder, seed: 11, batch: 30, contextDropout: 0.2 },
  network: mlp({ dimension: 2, hidden: [16], activation: 'silu', context: { classes: 3 } }),
  context: Array.from({ length: 50 }, (_, i) => i % 3),
  contextColumns: { names: ['kind'], labels: ['a', 'b', 'c'] },
};
const byValues: TrainerOptions = {
  ...{ data, noise: ladder, seed: 11 },
  network: mlp({ dimension: 2, hidden: [9, 5], activation: 'tanh', context: 2 }),
  context: points(
    Float64Array.from({ length: 100 }, (_, i) => 1e9 + Math.sin(i)),
    2,
  ),
};

function modelOf({ network }: TrainerOptions): Model {
  return { kind: 'network', network, noise: ladder, parameters: initialParameters(network, 5) };
}

const kinds: [string, TrainerOptions][] = [
  ['classes', byClass],
  ['values', byValues],
];

/** What every engine promises of networks with a context. */
export function contextSuite(engine: () => Engine): void {
  describe.each(kinds)('a training with %s for contexts', (_, options) => {
    test('depends on them, and the model knows what they were', async () => {
      const first = await trained(engine(), options, 5);
      expect((await trained(engine(), options, 5)).parameters).toEqual(first.parameters);
      const { context } = options;
      const turned = Array.isArray(context)
        ? context.map((k) => (k + 1) % 3)
        : points((context as typeof data).values.slice().reverse(), 2);
      const { parameters } = await trained(engine(), { ...options, context: turned }, 5);
      expect(parameters).not.toEqual(first.parameters);
      using trainer = await engine().trainer(options);
      const model = await trainer.model();
      expect(model.contextDropout).toBe(options.contextDropout ?? 0.1);
      if (options === byClass) expect(model.contextColumns).toEqual(options.contextColumns);
      else {
        const { shift, scale } = model.contextColumns!.transform!;
        // The mean of sines, and about their deviation √½.
        for (const j of [0, 1]) {
          expect(Math.abs(shift[j]! - 1e9)).toBeLessThan(0.1);
          expect(Math.abs(scale[j]! - Math.SQRT1_2)).toBeLessThan(0.02);
        }
      }
    });

    test('goes on from a file as if never stopped, with the same contexts and no others', async () => {
      const whole = await trained(engine(), options, 7);
      using first = await engine().trainer(options);
      await collect(first.run({ steps: 4 }));
      const checkpoint = readCheckpoint(writeCheckpoint(await first.checkpoint()));
      expect(checkpoint).toEqual(await first.checkpoint());
      const { context } = options;
      using second = await engine().trainer({ data, context: context!, checkpoint });
      await collect(second.run({ steps: 3 }));
      expect((await stateOf(second)).parameters).toEqual(whole.parameters);
      const resume = (more: object) => engine().trainer({ data, context, checkpoint, ...more } as ResumeOptions);
      const changed = Array.isArray(context) ? [1, ...context.slice(1)] : points(new Float32Array(100), 2);
      await expect(resume({ context: changed })).rejects.toSatisfy(refusal('context'));
      await expect(resume({ context: undefined })).rejects.toSatisfy(refusal('context'));
      const { contextData: _, ...without } = checkpoint;
      await expect(resume({ checkpoint: without })).rejects.toSatisfy(refusal('checkpoint.contextData'));
      await expect(resume({ checkpoint: { ...checkpoint, contextData: { hash: '' } } })).rejects.toSatisfy(
        refusal('checkpoint.contextData.shape'),
      );
      const { contextDropout: __, ...settings } = checkpoint.settings;
      await expect(resume({ checkpoint: { ...checkpoint, settings } })).rejects.toSatisfy(
        refusal('checkpoint.settings.contextDropout'),
      );
    });

    test('of several networks comes to that of each alone', async () => {
      using ensemble = await engine().ensemble({ ...options, members: [{ seed: 11 }, { seed: 12 }] });
      await collect(ensemble.run({ steps: 5 }));
      for (const [m, { parameters }] of (await ensemble.models()).entries())
        expect(parameters).toEqual((await trained(engine(), { ...options, seed: 11 + m }, 5)).parameters);
      const checkpoints = await ensemble.checkpoints();
      const others = { data, context: points(new Float32Array(50)), checkpoints };
      await expect(engine().ensemble(others as never)).rejects.toThrow(/^context/);
      using resumed = await engine().ensemble({ data, context: options.context!, checkpoints });
      expect(resumed.step).toBe(5);
    });
  });

  describe('samples in contexts', () => {
    const classes = Array.from({ length: 21 }, (_, i) => (i * i) % 3);
    const values = points(
      Float32Array.from({ length: 42 }, (_, i) => Math.sin(i * i)),
      2,
    );
    const given = [
      ['classes', modelOf(byClass), classes],
      ['values', modelOf(byValues), values],
    ] as const;
    const sampler = (score: SamplerOptions['score']): SamplerOptions => ({ ...sampling, score });

    test.each(given)('of %s, one a particle, are those of each context alone', async (_, model, contexts) => {
      const all = await sampled(engine(), sampler(conditional(model, contexts)));
      for (const i of [0, 1, 2, 20]) {
        const context = 'shape' in contexts ? contexts.values.slice(2 * i, 2 * i + 2) : contexts[i]!;
        const alone = await sampled(engine(), sampler(conditional(model, context)));
        // Where the context is one for all, it joins the biases: another order of sums in float32, over nine updates.
        for (const j of [0, 1]) expect(Math.abs(all[2 * i + j]! - alone[2 * i + j]!)).toBeLessThan(2e-5);
      }
    });

    test.each(given)('of %s do not depend on chunks, to the last bit', async (_, model, contexts) => {
      for (const score of [conditional(model, contexts), guided(model, { context: contexts, weight: 2 })]) {
        const whole = await sampled(engine(), sampler(score));
        for (const chunk of [4, 8, 100]) {
          const parts = await collect(sampleInChunks(engine(), sampler(score), { chunk }));
          expect(Float32Array.from(parts.flatMap(({ values }) => [...values]))).toEqual(whole);
        }
        const other = { ...sampler(score), particles: 20 };
        await expect(collect(sampleInChunks(engine(), other))).rejects.toSatisfy(refusal('score'));
        await expect(engine().sampler(other)).rejects.toSatisfy(refusal('score'));
      }
    });

    test('of several networks have the contexts of their particles', async () => {
      const [first, second] = [
        modelOf(byClass),
        { ...modelOf(byClass), parameters: initialParameters(byClass.network, 6) },
      ];
      const models = [first, second].map((model) => conditional(model, classes));
      const { score: _, ...options } = sampler(first);
      const parts = await collect(sampleEnsemble(engine(), { ...options, models }));
      const own = [];
      for (const score of models) own.push(await sampled(engine(), { ...options, score }));
      const halves = [...own[0]!.slice(0, 2 * 12), ...own[1]!.slice(2 * 12)];
      expect(Float32Array.from(parts.flatMap(({ values }) => [...values]))).toEqual(Float32Array.from(halves));
      const mean = await sampled(engine(), { ...options, score: ensembleScore(models) });
      expect(mean.every(Number.isFinite)).toBe(true);
    });

    test('want one, or null', async () => {
      await expect(engine().sampler(sampler(modelOf(byClass)))).rejects.toSatisfy(refusal('score.context'));
      expect((await sampled(engine(), sampler(conditional(modelOf(byClass), null)))).every(Number.isFinite)).toBe(true);
    });
  });

  describe('misuse of contexts', () => {
    const some = plane.sample(8, { seed: 1 });
    const { network } = byClass;
    const parameters = initialParameters(network, 1);
    const entries: Entry[] = [
      {
        name: 'engine.trainer with classes',
        args: [{ ...byClass, data: some, context: [0, 1, 2, 0, 1, 2, 0, 1], batch: 4, parameters }],
        call: async (options: never) => (await trained(engine(), options, 1)).parameters,
      },
      {
        name: 'engine.trainer with values',
        args: [
          {
            ...{ data: some, noise: ladder, network: mlp({ dimension: 2, hidden: [3], context: 1 }) },
            ...{ context: points([1, 2, 3, 4, 5, 6, 7, 8]), contextDropout: 0.5 },
            contextColumns: { names: ['t'], transform: { shift: [4], scale: [2] } },
          },
        ],
        call: async (options: never) => (await trained(engine(), options, 1)).parameters,
      },
      {
        name: 'engine.score in a context',
        args: [
          {
            score: {
              ...modelOf(byClass),
              contextColumns: { labels: ['a', 'b', 'c'] },
              contextDropout: 0.1,
              context: 2,
            },
            ...{ points: some, sigma: 1 },
          },
        ],
        call: async (options: never) => (await engine().score(options)).values,
      },
    ];

    test('is refused by an error of the library, whatever is given', async () => {
      await expectAllRefused(entries, 60);
      await expectUnknownKeysRefused(entries);
    });

    test.each<[string, Partial<TrainerOptions>]>([
      ['context', { context: undefined as never }],
      ['context', { context: [0, 1] }],
      ['context', { context: data }],
      ['context[49]', { context: Array.from({ length: 50 }, (_, i) => (i < 49 ? 0 : 3)) }],
      ['contextDropout', { contextDropout: 1 }],
      ['contextColumns.labels', { contextColumns: { labels: ['a'] } }],
      ['contextColumns.transform', { contextColumns: { transform: { shift: [0], scale: [1] } } }],
      ['context', { network: mlp({ dimension: 2, hidden: [4] }) }],
      [
        'contextDropout',
        { network: mlp({ dimension: 2, hidden: [4] }), context: undefined, contextColumns: undefined } as never,
      ],
      ['context', { network: mlp({ dimension: 2, hidden: [4], context: 2 }), contextColumns: {} }],
    ])('of a training is refused: %s (%#)', async (argument, bad) => {
      await expect(engine().trainer({ ...byClass, ...bad })).rejects.toSatisfy(refusal(argument));
    });
  });
}
