import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import type { EnsembleMember, EnsembleOptions } from '../../src/ensemble_of_trainings.ts';
import { TrainingDivergedError } from '../../src/errors.ts';
import { cosine } from '../../src/learning_rate.ts';
import { mlp } from '../../src/network.ts';
import { adam } from '../../src/optimizer.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import { abortAtFirst, collect, plane, refusal, training } from './fixtures.ts';

const { seed: _, ...shared } = training;

/** Seeds, rates and the rest of Adam, none like another. */
const members: readonly EnsembleMember[] = [
  { seed: 11 },
  { seed: 12, learningRate: 0.03, beta2: 0.95 },
  { seed: 2n ** 60n, learningRate: cosine({ from: 0.02, steps: 15, warmup: 2 }), epsilon: 1e-4, weightDecay: 0.1 },
];

const deep = {
  data: plane.sample(45, { seed: 4 }),
  network: mlp({ dimension: 2, hidden: [9, 6], activation: 'silu' }),
};

/** The options of the trainer that a member stands for. */
function alone(
  { members: _, ...options }: EnsembleOptions,
  { seed, averaging, parameters, ...own }: EnsembleMember,
): TrainerOptions {
  return {
    ...options,
    optimizer: adam({ ...options.optimizer, ...own }),
    ...(seed !== undefined && { seed }),
    ...(averaging && { averaging }),
    ...(parameters && { parameters }),
  };
}

/** What every ensemble promises. */
export function ensembleSuite(engine: () => Engine): void {
  describe('an ensemble', () => {
    test.each<[string, Partial<EnsembleOptions>]>([
      ['of small networks', {}],
      ['of deep networks', deep],
      [
        'with clipping, averages and batches',
        { batch: 21, noisePerRow: 'one-level', optimizer: adam({ clip: 0.3 }), averaging: { decay: 0.8 } },
      ],
      [
        'of deep networks with all of these, standardised',
        { ...deep, batch: 21, optimizer: adam({ clip: 0.3 }), averaging: { decay: 0.8 }, standardise: 'columns' },
      ],
    ])('is as many trainings to the last bit: %s', async (_, more) => {
      const options: EnsembleOptions = {
        ...shared,
        ...more,
        members: more.averaging
          ? [{ ...members[0], clip: 0.1, averaging: { decay: 0.5 } }, ...members.slice(1)]
          : members,
      };
      using ensemble = await engine().ensemble(options);
      expect(ensemble).toMatchObject({ members: 3, step: 0 });
      const reports = await collect(ensemble.run({ steps: 12, reportEvery: 5 }));
      expect(reports.map(({ step }) => step)).toEqual([5, 10, 12]);
      expect(ensemble.step).toBe(12);
      const [losses, models, checkpoints] = [ensemble.losses(), await ensemble.models(), await ensemble.checkpoints()];
      for (const { step, losses: reported } of reports) expect(reported).toEqual(losses.map((own) => own[step - 1]));
      for (const [m, member] of options.members.entries()) {
        using trainer = await engine().trainer(alone(options, member));
        await collect(trainer.run({ steps: 12 }));
        expect(losses[m]).toEqual(trainer.losses());
        expect(models[m]).toEqual(await trainer.model());
        expect(checkpoints[m]).toEqual(await trainer.checkpoint());
      }
      expect(losses[0]).not.toEqual(losses[1]);
    });

    test('goes on from its checkpoints, in an ensemble or one by one, as if never stopped', async () => {
      using whole = await engine().ensemble({ ...shared, members });
      await collect(whole.run({ steps: 9 }));
      using half = await engine().ensemble({ ...shared, members });
      await collect(half.run({ steps: 4 }));
      const checkpoints = await half.checkpoints();
      using rest = await engine().ensemble({ data: shared.data, checkpoints: checkpoints.slice(1) });
      expect(rest.step).toBe(4);
      await collect(rest.run({ steps: 5 }));
      using single = await engine().trainer({ data: shared.data, checkpoint: checkpoints[0]! });
      await collect(single.run({ steps: 5 }));
      expect([await single.checkpoint(), ...(await rest.checkpoints())]).toEqual(await whole.checkpoints());
      expect(rest.losses()).toEqual(
        whole
          .losses()
          .slice(1)
          .map((losses) => losses.slice(4)),
      );
    });

    test('broken off and taken up again ends as if never stopped', async () => {
      using ensemble = await engine().ensemble({ ...shared, members });
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = ensemble.run({ steps: 20, reportEvery: 6, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      for (const losses of ensemble.losses()) expect(losses).toHaveLength(ensemble.step);
      await collect(ensemble.run({ steps: 20 - ensemble.step }));
      using whole = await engine().ensemble({ ...shared, members });
      await collect(whole.run({ steps: 20 }));
      expect(ensemble.losses()).toEqual(whole.losses());
      expect(await ensemble.checkpoints()).toEqual(await whole.checkpoints());
    });

    test('names the member that diverges, and the others go on without it', async () => {
      using ensemble = await engine().ensemble({
        ...shared,
        members: [{ seed: 1 }, { seed: 2, learningRate: 1e30 }, { seed: 3 }],
      });
      await expect(collect(ensemble.run({ steps: 6 }))).rejects.toSatisfy(
        (error) =>
          error instanceof TrainingDivergedError &&
          error.member === 1 &&
          error.step === 1 &&
          error.message.includes('members[1]'),
      );
      expect(ensemble.step).toBe(0);
      const [first, , last] = await ensemble.checkpoints();
      using others = await engine().ensemble({ data: shared.data, checkpoints: [first!, last!] });
      await collect(others.run({ steps: 6 }));
      using alone = await engine().trainer({ ...shared, seed: 3 });
      await collect(alone.run({ steps: 6 }));
      expect(others.losses()[1]).toEqual(alone.losses());
    });

    test('starts from given parameters', async () => {
      using one = await engine().trainer({ ...shared, seed: 5 });
      const { parameters } = await one.model();
      using ensemble = await engine().ensemble({ ...shared, members: [{ seed: 1 }, { seed: 1, parameters }] });
      const models = await ensemble.models();
      expect(models[1]!.parameters).toEqual(parameters);
      expect(models[0]!.parameters).not.toEqual(parameters);
    });

    describe('refuses', () => {
      test.each<[string, unknown]>([
        ['members', { members: [] }],
        ['members', { members: Array.from({ length: 1025 }, (_, seed) => ({ seed })) }],
        ['members', { members: 3 }],
        ['members', {}],
        ['members[1]', { members: [{}, 7] }],
        ['members[1].netwrk', { members: [{}, { netwrk: 1 }] }],
        ['members[0].seed', { members: [{ seed: -1 }] }],
        ['members[1].learningRate', { members: [{}, { learningRate: 0 }] }],
        ['members[0].beta1', { members: [{ beta1: 1 }] }],
        ['members[0].averaging.decay', { members: [{ averaging: { decay: 1 } }] }],
        ['members[0].parameters', { members: [{ parameters: new Float32Array(3) }] }],
        ['members[1]', { members: [{}, { clip: 1 }] }],
        ['members[2]', { members: [{}, {}, { averaging: { decay: 0.5 } }] }],
        ['parameters', { members: [{}], parameters: new Float32Array(65) }],
        ['batch', { members: [{}], batch: 0 }],
      ])('%s (%#)', async (argument, more) => {
        const request = { ...shared, ...(more as object) } as EnsembleOptions;
        await expect(engine().ensemble(request)).rejects.toSatisfy(refusal(argument));
      });

      test('checkpoints of networks that do not belong together', async () => {
        const { data } = shared;
        using some = await engine().ensemble({ ...shared, members });
        using wider = await engine().trainer({ ...shared, network: mlp({ dimension: 1, hidden: [17] }) });
        const [first] = await some.checkpoints();
        await collect(some.run({ steps: 1 }));
        const [later] = await some.checkpoints();
        for (const [argument, checkpoints, word] of [
          ['checkpoints', [], '1 to 1024'],
          ['checkpoints[1]', [first, await wider.checkpoint()], 'network'],
          ['checkpoints[2]', [first, first, later], 'step'],
          ['checkpoints[1]', [first, undefined], 'trainer.checkpoint()'],
          ['checkpoints[0].step', [{ ...first, step: -1 }], 'from 0'],
        ] as const) {
          const request = engine().ensemble({ data, checkpoints: checkpoints as never });
          await expect(request).rejects.toSatisfy(refusal(argument));
          await expect(request).rejects.toThrow(word);
        }
        await expect(engine().ensemble({ data, checkpoints: [first!], seed: 1 } as never)).rejects.toSatisfy(
          refusal('seed'),
        );
      });
    });
  });
}
