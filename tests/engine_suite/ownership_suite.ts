import { describe, expect, test } from 'vitest';
import type { Canvas } from '../../src/canvas.ts';
import type { Engine } from '../../src/engine.ts';
import { BusyError, DisposedError } from '../../src/errors.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { adam } from '../../src/optimizer.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { stage } from '../../src/samplers/program.ts';
import type { Trainer, TrainerOptions } from '../../src/trainer.ts';
import { collect, ladder, plane, sampled, sampling, stateOf, target, trained, training } from './fixtures.ts';

/** A copy of options whose every list and object is the caller's own, to be changed after use. */
function own<T>(options: T): T {
  return structuredClone(options);
}

/** Replaces every number in plain data, as a caller may who goes on using it. */
function spoil(value: unknown): void {
  if (value instanceof Float32Array) value.fill(7);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, inside] of Object.entries(value)) {
    if (typeof inside === 'number') (value as Record<string, unknown>)[key] = 7;
    else spoil(inside);
  }
}

/** Whose what is: engines work on copies, give copies, and when they are disposed of do nothing more. */
export function ownershipSuite(engine: () => Engine, makeEngine: () => Promise<Engine>): void {
  const options: TrainerOptions = {
    ...{ data: target.sample(40, { seed: 3 }), network: training.network, noise: ladder, seed: 5, batch: 16 },
    ...{ optimizer: adam({ learningRate: 0.02, clip: 1 }), averaging: { decay: 0.5 } },
    ...{ noisePerRow: { logNormal: { mean: 0, deviation: 0.5 } }, standardise: { shift: [1], scale: [2] } },
    parameters: initialParameters(training.network, 9),
  };
  const network = mlp({ dimension: 2, hidden: [3] });
  const moments = { mean: [0, 0], deviation: [1, 1] };
  const model: Model = { kind: 'network', network, noise: ladder, parameters: initialParameters(network, 1), moments };
  const { kind, dimension, weights, means, deviations } = plane;
  const mixture = { kind, dimension, weights, means, deviations } as typeof plane;
  const program = { stages: [stage({ sigma: 2, level: 0, count: 3, b: 0.1, d: 0.1 })], end: 0 };

  const grid = { axes: [{ coordinate: 0, from: -1, to: 1, cells: 2 }] };

  const picture = { grid, palette: new Uint8Array(8), exposure: 1 };

  const trainerCalls = (trainer: Trainer): Record<string, () => Promise<unknown>> => ({
    run: () => collect(trainer.run({ steps: 1 })),
    model: () => trainer.model(),
    checkpoint: () => trainer.checkpoint(),
    gradient: () => trainer.gradient(),
  });

  describe('what the caller goes on using', () => {
    test('of the options of a trainer changes nothing once it is there', async () => {
      const given = own(options);
      using trainer = await engine().trainer(given);
      spoil(given);
      await collect(trainer.run({ steps: 4 }));
      expect(await stateOf(trainer)).toEqual(await trained(engine(), options, 4));
    });

    test('of a checkpoint that was taken up again changes nothing either', async () => {
      using first = await engine().trainer(options);
      await collect(first.run({ steps: 2 }));
      const given = own({ data: options.data, checkpoint: await first.checkpoint() });
      using second = await engine().trainer(given);
      spoil(given);
      await collect(second.run({ steps: 2 }));
      const { parameters } = await trained(engine(), options, 4);
      expect((await second.model()).parameters).toEqual(parameters);
    });

    test('of what a trainer gave changes neither it nor what it gives again', async () => {
      using trainer = await engine().trainer(options);
      await collect(trainer.run({ steps: 2 }));
      const before = own(await trainer.checkpoint());
      for (const given of [
        await trainer.model(),
        await trainer.checkpoint(),
        trainer.losses(),
        await trainer.gradient(),
      ])
        spoil(given);
      expect(await trainer.checkpoint()).toEqual(before);
      await collect(trainer.run({ steps: 2 }));
      expect(await stateOf(trainer)).toEqual(await trained(engine(), options, 4));
    });

    test('of the options and the results of an ensemble changes nothing either', async () => {
      const { parameters, ...shared } = options;
      const wanted = { ...shared, members: [{ parameters: parameters!, averaging: { decay: 0.5 } }, { seed: 3 }] };
      const given = own(wanted);
      using ensemble = await engine().ensemble(given);
      spoil(given);
      await collect(ensemble.run({ steps: 2 }));
      const checkpoints = own(await ensemble.checkpoints());
      for (const results of [await ensemble.models(), await ensemble.checkpoints(), ensemble.losses()]) spoil(results);
      expect(await ensemble.checkpoints()).toEqual(checkpoints);
      using other = await engine().ensemble(wanted);
      await collect(other.run({ steps: 2 }));
      expect(await other.checkpoints()).toEqual(checkpoints);
      const resumed = own({ data: options.data, checkpoints });
      using rest = await engine().ensemble(resumed);
      spoil(resumed);
      expect(await rest.checkpoints()).toEqual(await other.checkpoints());
    });

    test.each<[string, SamplerOptions]>([
      ['a network', { score: model, method: program, particles: 9 }],
      ['a mixture', { score: mixture, method: program, particles: 9, initial: { mean: [1, 2], deviation: [2, 3] } }],
      [
        'a sum from points',
        {
          ...{ score: { kind: 'combination', parts: [{ score: model, weight: 0.5 }] }, method: program },
          ...{ particles: 9, initial: plane.sample(9, { seed: 1 }) },
        },
      ],
    ])('of the options of a sampler of %s changes nothing once it is there', async (_, wanted) => {
      const given = own(wanted);
      using sampler = await engine().sampler(given);
      spoil(given);
      await collect(sampler.run());
      const { values } = await sampler.samples();
      expect(values).toEqual(await sampled(engine(), wanted));
      spoil(values);
      expect((await sampler.samples()).values).not.toEqual(values);
    });

    test('of the points of a score is what it was', async () => {
      const points = plane.sample(9, { seed: 1 });
      const before = own(points);
      const { values } = await engine().score({ score: model, points, sigma: 1 });
      spoil(values);
      expect(points).toEqual(before);
    });
  });

  describe('what is disposed of', () => {
    const isOf = (what: string) => (error: unknown) =>
      error instanceof DisposedError && error.message.startsWith(`this ${what} was disposed`);

    test('refuses every call by a DisposedError: a trainer', async () => {
      const trainer = await engine().trainer(training);
      const run = trainer.run({ steps: 9, reportEvery: 1 });
      await run.next();
      trainer.dispose();
      await expect(run.next()).rejects.toSatisfy(isOf('trainer'));
      for (const call of Object.values(trainerCalls(trainer))) await expect(call()).rejects.toSatisfy(isOf('trainer'));
      expect(trainer.step).toBe(1);
    });

    test('refuses every call by a DisposedError: an ensemble', async () => {
      const ensemble = await engine().ensemble({ ...training, members: [{}, {}] });
      const run = ensemble.run({ steps: 9, reportEvery: 1 });
      await run.next();
      ensemble.dispose();
      await expect(run.next()).rejects.toSatisfy(isOf('ensemble'));
      for (const call of [() => collect(ensemble.run({ steps: 1 })), ensemble.models, ensemble.checkpoints])
        await expect(call()).rejects.toSatisfy(isOf('ensemble'));
      expect(ensemble.step).toBe(1);
    });

    test('refuses every call by a DisposedError: a sampler', async () => {
      const sampler = await engine().sampler(sampling);
      const run = sampler.run({ reportEvery: 1 });
      await run.next();
      sampler.dispose();
      await expect(run.next()).rejects.toSatisfy(isOf('sampler'));
      await expect(collect(sampler.run())).rejects.toSatisfy(isOf('sampler'));
      await expect(sampler.samples()).rejects.toSatisfy(isOf('sampler'));
      await expect(sampler.counts(grid)).rejects.toSatisfy(isOf('sampler'));
      await expect(sampler.draw({} as Canvas, picture)).rejects.toSatisfy(isOf('sampler'));
      expect(sampler.completed).toBe(1);
    });

    test('refuses every call by a DisposedError: an engine, and all that was made by it', async () => {
      const other = await makeEngine();
      const [trainer, sampler] = [await other.trainer(training), await other.sampler(sampling)];
      const run = trainer.run({ steps: 9, reportEvery: 1 });
      await run.next();
      other.dispose();
      other.dispose();
      const calls: Record<string, () => Promise<unknown>> = {
        ...trainerCalls(trainer),
        'the run that is under way': () => run.next(),
        'run of a sampler': () => collect(sampler.run()),
        samples: () => sampler.samples(),
        counts: () => sampler.counts(grid),
        draw: () => sampler.draw({} as Canvas, picture),
        trainer: () => other.trainer(training),
        ensemble: () => other.ensemble({ ...training, members: [{}] }),
        sampler: () => other.sampler(sampling),
        score: () => other.score({ score: target, points: target.sample(3, { seed: 1 }), sigma: 1 }),
      };
      for (const [name, call] of Object.entries(calls)) await expect(call(), name).rejects.toSatisfy(isOf('engine'));
    });
  });

  test('a second run beside one that is under way is refused by a BusyError', async () => {
    using trainer = await engine().trainer(training);
    using sampler = await engine().sampler(sampling);
    for (const run of [() => trainer.run({ steps: 3, reportEvery: 1 }), () => sampler.run({ reportEvery: 1 })]) {
      const first: AsyncGenerator<unknown> = run();
      await first.next();
      await expect(collect<unknown>(run())).rejects.toBeInstanceOf(BusyError);
      await collect(first);
    }
  });
}
