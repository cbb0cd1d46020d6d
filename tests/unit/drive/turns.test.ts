import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint.ts';
import { BusyError } from '../../../src/errors.ts';
import type { Trainer } from '../../../src/trainer.ts';
import {
  collect,
  driven,
  expectAt,
  grid,
  levels,
  parametersAfter,
  sampling,
  stallAt,
  training,
  turns,
  watch,
} from './fixtures.ts';

watch();

const loss = (step: number) => 1 / (1 + step);
const slow = { queueDepth: 2, pace: 1e-6, training: { parts: 2, loss } };

/** A checkpoint of one step: all buffers of the same. */
function expectWhole({ step, parameters, first, second, average }: Checkpoint): void {
  const [, order] = parametersAfter(step);
  expect([parameters, first, second, average]).toEqual([0, 1, 2, 3].map((at) => Float32Array.of(step, order!, at)));
}

type Look = (trainer: Trainer) => Promise<void>;

/** Everything that may be asked during a run, each with its own check. */
const looks: Record<string, Look> = {
  model: async (trainer) => {
    const { parameters } = await trainer.model({ averaged: false });
    expect(parameters).toEqual(parametersAfter(parameters[0]!));
  },
  average: async (trainer) => {
    const { parameters } = await trainer.model();
    expect(parameters).toEqual(Float32Array.of(...parametersAfter(parameters[0]!).slice(0, 2), 3));
  },
  checkpoint: async (trainer) => expectWhole(await trainer.checkpoint()),
  gradient: async (trainer) => {
    // The fake's gradient is the loss and the number of the step that it is of.
    const gradient = await trainer.gradient();
    expect(gradient).toEqual(Float32Array.of(loss(gradient[1]!), gradient[1]!, 0));
  },
};
const averaged = { ...training, averaging: { decay: 0.9 } };

describe('calls that meet a training', () => {
  test('at any moments, several at once, see a whole state and leave no trace', async () => {
    const asked = fc.array(fc.record({ after: fc.nat(12), look: fc.constantFrom(...Object.keys(looks)) }), {
      minLength: 1,
      maxLength: 8,
    });
    const every = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(asked, every, fc.constantFrom(1e-7, 2e-6, 1e-5), async (asked, reportEvery, pace) => {
        const { fake, engine } = driven({ ...slow, pace });
        using trainer = await engine.trainer(averaged);
        const run = collect(trainer.run({ steps: 30, reportEvery }));
        const looking = asked.map(async ({ after, look }) => {
          await turns(after);
          await looks[look]!(trainer);
        });
        await Promise.all([run, ...looking]);
        expect(trainer.step).toBe(30);
        expect(trainer.losses()).toEqual(Float32Array.from({ length: 30 }, (_, i) => loss(i)));
        expectWhole(await trainer.checkpoint());
        expect(fake.faults).toEqual([]);
      }),
    );
  });

  test.each(Object.keys(looks))('from within its loop are answered at once: %s', async (look) => {
    const { engine } = driven(slow);
    using trainer = await engine.trainer(averaged);
    for await (const { step } of trainer.run({ steps: 20, reportEvery: 5 })) {
      await Promise.all([looks[look]!(trainer), looks[look]!(trainer)]);
      expect(trainer.step).toBe(step);
      expect((await trainer.checkpoint()).step).toBe(step);
    }
    expectWhole(await trainer.checkpoint());
  });

  test.each([1, 3])(
    'and want the gradient are given that of the next step, which is not taken (%d parts)',
    async (parts) => {
      const { engine } = driven({ training: { parts, loss } });
      using trainer = await engine.trainer(training);
      await collect(trainer.run({ steps: 7 }));
      for (const _ of ['once', 'twice']) expect(await trainer.gradient()).toEqual(Float32Array.of(loss(7), 7, 0));
      await expectAt(trainer, 7, loss);
      await collect(trainer.run({ steps: 3 }));
      await expectAt(trainer, 10, loss);
    },
  );

  test('wait while it stalls, and are answered in their order', async () => {
    const { fake, engine } = driven(slow);
    using trainer = await engine.trainer(averaged);
    const gate = stallAt(fake, 'completion', 1);
    const run = collect(trainer.run({ steps: 6 }));
    await gate.reached;
    const order: string[] = [];
    const looking = Object.entries(looks).map(async ([name, look]) => {
      await look(trainer);
      order.push(name);
    });
    await turns();
    expect(order).toEqual([]);
    gate.release();
    await Promise.all([run, ...looking]);
    expect(order).toEqual(Object.keys(looks));
  });

  test('do not hold it up for ever: it goes on between them', async () => {
    const { engine } = driven(slow);
    using trainer = await engine.trainer(averaged);
    let done = false;
    const looking = (async () => {
      for (let i = 0; !done && i < 1000; i++) await looks.model!(trainer);
      expect(done).toBe(true);
    })();
    await collect(trainer.run({ steps: 20 }));
    done = true;
    await looking;
  });
});

describe('calls that meet a sampling run', () => {
  test('at any moments, several at once, see all particles after the same updates', async () => {
    const moments = fc.array(fc.nat(15), { minLength: 1, maxLength: 6 });
    const mostUpdates = fc.constantFrom(1, Number.POSITIVE_INFINITY);
    await fc.assert(
      fc.asyncProperty(moments, mostUpdates, fc.constantFrom(0, 1e-6, 1e-5), async (moments, mostUpdates, pace) => {
        const { fake, engine } = driven({ queueDepth: 2, pace, sampling: { work: 1e6, mostUpdates, mostQuads: 5 } });
        using sampler = await engine.sampler(sampling(levels(6, 6), 40));
        const looking = moments.map(async (after) => {
          await turns(after);
          const [{ values }, counts] = await Promise.all([sampler.samples(), sampler.counts(grid)]);
          expect(new Set(values).size).toBe(1);
          expect([...counts]).toEqual([40]);
        });
        await Promise.all([collect(sampler.run()), ...looking]);
        expect(new Set((await sampler.samples()).values)).toEqual(new Set([12]));
        expect(fake.faults).toEqual([]);
      }),
    );
  });

  test('from within its loop are answered at once', async () => {
    const { engine } = driven();
    using sampler = await engine.sampler(sampling(levels(3, 4, 5), 9));
    for await (const { completed } of sampler.run({ reportEvery: 2 })) {
      const [one, two] = await Promise.all([sampler.samples(), sampler.samples()]);
      expect(new Set(one.values)).toEqual(new Set([completed]));
      expect(two).toEqual(one);
      expect(two.values).not.toBe(one.values);
    }
  });
});

describe('a second run', () => {
  const runs = [
    [
      'training',
      async (engine: ReturnType<typeof driven>['engine']) => {
        const trainer = await engine.trainer(training);
        return { run: () => trainer.run({ steps: 20, reportEvery: 5 }), at: () => trainer.step };
      },
    ],
    [
      'sampling',
      async (engine: ReturnType<typeof driven>['engine']) => {
        const sampler = await engine.sampler(sampling(levels(20), 9));
        return { run: () => sampler.run({ reportEvery: 5 }), at: () => sampler.completed };
      },
    ],
  ] as const;

  test.each(runs)('is refused while another is under way, between its reports too: %s', async (_, create) => {
    const { fake, engine } = driven();
    const { run, at } = await create(engine);
    const gate = stallAt(fake, 'completion');
    const first = run();
    const next = first.next();
    await gate.reached;
    await expect(run().next()).rejects.toBeInstanceOf(BusyError);
    gate.release();
    await next;
    await expect(run().next()).rejects.toBeInstanceOf(BusyError);
    // The refusals hurt nobody.
    await first.next();
    expect(at()).toBe(10);
    await first.return();
    await collect<unknown>(run());
    expect(at()).toBeGreaterThanOrEqual(20);
  });

  test.each(runs)('may follow one that was given up, that failed or that never began: %s', async (_, create) => {
    const { fake, engine } = driven();
    const { run, at } = await create(engine);
    run();
    for await (const _ of run()) break;
    expect(at()).toBe(5);
    fake.onCall = ({ name }) => {
      if (name === 'completion') throw new Error('no');
    };
    await expect(collect<unknown>(run())).rejects.toThrow('no');
    fake.onCall = () => undefined;
    await collect<unknown>(run());
    expect(at()).toBeGreaterThanOrEqual(20);
  });
});

test('many trainers and samplers of one engine do not wait for each other', async () => {
  const { fake, engine } = driven({ training: { loss } });
  using stalled = await engine.trainer(training);
  const gate = stallAt(fake, 'completion');
  const run = collect(stalled.run({ steps: 5 }));
  await gate.reached;
  using trainer = await engine.trainer(training);
  using sampler = await engine.sampler(sampling(levels(5), 9));
  await Promise.all([collect(trainer.run({ steps: 9 })), collect(sampler.run())]);
  await expectAt(trainer, 9, loss);
  expect(stalled.step).toBe(0);
  gate.release();
  await run;
  await expectAt(stalled, 5, loss);
});
