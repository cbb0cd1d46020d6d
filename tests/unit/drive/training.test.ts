import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrainingDivergedError } from '../../../src/errors.ts';
import { createFake, type FakeOptions } from './fake_backend.ts';
import { atCall, collect, driven, expectAt, parametersAfter, training, turns, watch } from './fixtures.ts';

watch();

/** Engines of all sorts: from 0.1 to 200 ms a step. */
const engines = fc.record({
  queueDepth: fc.integer({ min: 1, max: 4 }),
  pace: fc.constantFrom(1e-8, 3e-7, 1e-6, 2e-6, 2e-5),
  training: fc.record({
    parts: fc.integer({ min: 1, max: 4 }),
    mostSteps: fc.constantFrom(1, 2, 7, Number.POSITIVE_INFINITY),
    loss: fc.constant((step: number) => 1 / (1 + step)),
  }),
});
const loss = (step: number) => 1 / (1 + step);
const reportEvery = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });

const every = (count: number | undefined) => (count === undefined ? {} : { reportEvery: count });

test('takes every part of every step once and in order, and reports, on any engine', async () => {
  await fc.assert(
    fc.asyncProperty(engines, fc.nat(60), fc.nat(10), reportEvery, async (options, steps, more, each) => {
      const { fake, engine } = driven(options);
      using trainer = await engine.trainer(training);
      const reports = await collect(trainer.run({ steps, ...every(each) }));
      const expected = Array.from({ length: steps }, (_, i) => i + 1).filter(
        (step) => step % (each ?? steps) === 0 || step === steps,
      );
      expect(reports).toEqual(expected.map((step) => ({ step, loss: Math.fround(loss(step - 1)) })));
      // They count from the beginning of each run.
      const others = await collect(trainer.run({ steps: more, ...every(each) }));
      expect(others.map(({ step }) => step - steps)).toEqual(
        Array.from({ length: more }, (_, i) => i + 1).filter((step) => step % (each ?? more) === 0 || step === more),
      );
      await expectAt(trainer, steps + more, loss);
      const enqueued = fake.calls.filter(({ name }) => name === 'enqueue');
      const { parts } = options.training;
      expect(enqueued.map(({ step, part }) => [step, part!.first_row / 8])).toEqual(
        Array.from({ length: parts * (steps + more) }, (_, i) => [Math.floor(i / parts), i % parts]),
      );
      expect(fake.faults).toEqual([]);
    }),
  );
});

describe('paces its submissions', () => {
  test.each([0.02, 0.3, 1, 4, 10])('which grow to about 25 ms where a step takes %f', async (milliseconds) => {
    const { fake, engine } = driven({ queueDepth: 4, pace: milliseconds / 1e6, training: { work: 1e6 } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: Math.ceil(8000 / milliseconds) }));
    const [first] = fake.submissions;
    // 2·10⁷ operations.
    expect(first).toBeCloseTo(20 * milliseconds, 6);
    const settled = fake.submissions.slice(-20, -5);
    // Whole steps: at 10 ms two or three.
    for (const length of settled) expect(length).toSatisfy((time: number) => time > 19 && time < 31);
  });

  test('which grow by no more than four times at once', async () => {
    const { fake, engine } = driven({ queueDepth: 1, pace: 1e-12, training: { work: 1e7 } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 700 }));
    const lengths = fake.submissions.map((time) => Math.round(time / 1e-5));
    expect(lengths.slice(0, 4)).toEqual([2, 8, 32, 128]);
  });

  test.each([1, 3])('of steps longer than that one by one, or a part at a time where they have %d', async (parts) => {
    const { fake, engine } = driven({ queueDepth: 2, pace: 100 / 1e7, training: { parts } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 20 }));
    const settled = fake.submissions.slice(-10 * parts);
    for (const length of settled) expect(length).toBeCloseTo(100 / parts, 6);
  });

  test('and so do those of short steps that have parts', async () => {
    const { fake, engine } = driven({ queueDepth: 2, pace: 1 / 1e7, training: { parts: 2 } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 1000 }));
    for (const length of fake.submissions.slice(-20, -5)) expect(length).toBeCloseTo(25, 6);
  });

  test('never more of them than the engine takes, and as many where there is enough to do', async () => {
    const { fake, engine } = driven({ queueDepth: 4, pace: 17 / 1e7 });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 40 }));
    const names = fake.calls.map(({ name }) => name).filter((name) => name === 'enqueue' || name === 'completion');
    // Steps of 17 ms are submitted one by one. What is beyond the queue's depth is a fault, see `watch`.
    const ahead = names
      .join(' ')
      .split('completion')
      .map((part) => part.split('enqueue').length - 1);
    expect(ahead.slice(3, -2).every((count) => count === 4)).toBe(true);
  });
});

test('waits for all parts of a large step in turn, and gives their losses in order', async () => {
  const { fake, engine } = driven({ queueDepth: 2, pace: 1e-5, training: { parts: 5, loss } });
  using trainer = await engine.trainer(training);
  await collect(trainer.run({ steps: 30 }));
  await expectAt(trainer, 30, loss);
  // Parts of 20 ms: but for the first six steps, one a submission, two at a time.
  expect(fake.calls.filter(({ name }) => name === 'completion').length).toBeGreaterThanOrEqual(60);
});

describe('a loss that is not finite', () => {
  const diverging = (failing: number, options: FakeOptions): FakeOptions => ({
    ...options,
    training: { ...options.training, loss: (step) => (step < failing ? loss(step) : Number.NaN) },
  });
  const lengths = fc.array(fc.record({ steps: fc.integer({ min: 1, max: 30 }), look: fc.boolean() }), { maxLength: 5 });

  test('is found at its step, and what is kept is the state before the last finite one, again and again', async () => {
    await fc.assert(
      fc.asyncProperty(engines, fc.nat(60), lengths, reportEvery, async (options, failing, before, each) => {
        const { fake, engine } = driven(diverging(failing, options));
        using trainer = await engine.trainer(training);
        for (const { steps, look } of before) {
          const fits = trainer.step + steps <= failing;
          if (fits) await collect(trainer.run({ steps, ...every(each) }));
          if (look) await trainer.gradient();
        }
        for (const steps of [70, 70, 2, 1, 1, 70]) {
          const from = trainer.step;
          const run = collect(trainer.run({ steps, ...every(each) }));
          if (from + steps > failing) {
            await expect(run).rejects.toSatisfy(
              (error) => error instanceof TrainingDivergedError && error.step === failing,
            );
            await expectAt(trainer, Math.max(0, failing - 1), loss);
          } else {
            await run;
            await expectAt(trainer, from + steps, loss);
          }
        }
        expect(fake.faults).toEqual([]);
      }),
    );
  });

  test.each([0, 1, 5])('is found %d steps after a resumption, but nothing goes back beyond that', async (after) => {
    const { engine } = driven({ training: { loss: (step) => (step < 100 + after ? loss(step) : Infinity) } });
    using before = await engine.trainer(training);
    await collect(before.run({ steps: 100 }));
    using trainer = await engine.trainer({ data: training.data, checkpoint: await before.checkpoint() });
    // Step by step up to there, so that what is found is the first of its run.
    for (let step = 0; step < after; step++) await collect(trainer.run({ steps: 1 }));
    for (const _ of ['at first', 'and again']) {
      await expect(collect(trainer.run({ steps: 50 }))).rejects.toSatisfy(
        (error) => error instanceof TrainingDivergedError && error.step === 100 + after,
      );
      const kept = Math.max(100, 100 + after - 1);
      expect(trainer.step).toBe(kept);
      expect(trainer.losses()).toHaveLength(kept - 100);
      expect((await trainer.model()).parameters).toEqual(parametersAfter(kept));
    }
  });

  test('is never seen half undone: while it is sought, step and losses agree', async () => {
    const { fake, engine } = driven(diverging(37, { queueDepth: 2 }));
    using trainer = await engine.trainer(training);
    fake.onCall = () => {
      expect(trainer.losses()).toHaveLength(trainer.step);
      expect(trainer.step).toBeLessThanOrEqual(37);
    };
    await expect(collect(trainer.run({ steps: 100 }))).rejects.toBeInstanceOf(TrainingDivergedError);
  });

  test('does not keep other calls from their turn', async () => {
    const { engine } = driven(diverging(9, { queueDepth: 2 }));
    using trainer = await engine.trainer(training);
    const failed = expect(collect(trainer.run({ steps: 20 }))).rejects.toBeInstanceOf(TrainingDivergedError);
    await turns(1);
    const { step, parameters } = await trainer.checkpoint();
    expect(parameters).toEqual(parametersAfter(step));
    await failed;
    await expectAt(trainer, 8, loss);
  });
});

describe('an aborted signal', () => {
  const reason = new Error('enough');

  test('before the start lets nothing happen', async () => {
    const { fake, engine } = driven();
    using trainer = await engine.trainer(training);
    fake.calls.length = 0;
    for (const steps of [5, 0])
      await expect(collect(trainer.run({ steps, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(fake.calls).toEqual([]);
    await expectAt(trainer, 0, loss);
  });

  test('at any moment leaves whole steps, from which another run goes on as if never stopped', async () => {
    const moments = fc.array(fc.nat(60), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(engines, reportEvery, moments, async (options, each, whens) => {
        const { fake, engine } = driven(options);
        using trainer = await engine.trainer(training);
        for (const when of whens) {
          const controller = new AbortController();
          atCall(fake, undefined, when, () => controller.abort(reason));
          const steps = 40 - trainer.step;
          const run = collect(trainer.run({ steps, ...every(each), signal: controller.signal }));
          // It may be aborted only when all is done.
          const ended = await run.catch((error: unknown) => error);
          if (ended !== reason) expect(trainer.step).toBe(40);
          fake.onCall = () => undefined;
          await expectAt(trainer, trainer.step, loss);
        }
        await collect(trainer.run({ steps: 40 - trainer.step }));
        await expectAt(trainer, 40, loss);
        expect(fake.faults).toEqual([]);
      }),
    );
  });

  test('between submissions keeps what is done', async () => {
    const { fake, engine } = driven({ pace: 25 / 1e7, training: { loss } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 10 }));
    const controller = new AbortController();
    atCall(fake, 'completion', 2, () => controller.abort(reason));
    await expect(collect(trainer.run({ steps: 10, signal: controller.signal }))).rejects.toBe(reason);
    fake.onCall = () => undefined;
    await expectAt(trainer, 13, loss);
  });

  test('between the parts of a step leaves the state before it', async () => {
    const { fake, engine } = driven({ pace: 75 / 1e7, training: { parts: 3, loss } });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 10 }));
    const controller = new AbortController();
    // Two steps of three parts each, and one part of the third.
    atCall(fake, 'completion', 6, () => controller.abort(reason));
    await expect(collect(trainer.run({ steps: 10, signal: controller.signal }))).rejects.toBe(reason);
    fake.onCall = () => undefined;
    await expectAt(trainer, 12, loss);
    await collect(trainer.run({ steps: 8 }));
    await expectAt(trainer, 20, loss);
  });
});

test('a caller who stops listening keeps what is done, and may go on', async () => {
  const { engine } = driven({ training: { loss } });
  using trainer = await engine.trainer(training);
  for await (const { step } of trainer.run({ steps: 30, reportEvery: 7 })) if (step === 14) break;
  await expectAt(trainer, 14, loss);
  await collect(trainer.run({ steps: 16 }));
  await expectAt(trainer, 30, loss);
});

test('the fake tells steps that are taken twice, or in another order', async () => {
  const fake = createFake();
  await driven().engine.trainer(training);
  const { engine, fake: other } = driven();
  using trainer = await engine.trainer(training);
  await collect(trainer.run({ steps: 1 }));
  const runner = await fake.train(other.plans[0] as never);
  for (const step of [0, 0]) runner.enqueue(step, runner.parts[0]!);
  await runner.completion();
  expect(fake.faults.splice(0)).toEqual(['runner 1: step 0 in the state of step 1']);
});
