import { describe, expect, test, vi } from 'vitest';
import { DeviceLostError } from '../../../src/device_lost_error.ts';
import type { Engine } from '../../../src/engine.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import type { Reopening } from '../../../src/engines/drive/slot.ts';
import {
  ArgumentError,
  DisposedError,
  EngineUnavailableError,
  OutOfMemoryError,
  TrainingDivergedError,
} from '../../../src/errors.ts';
import type { ResumedInterruption } from '../../../src/interruption.ts';
import { type Points, points } from '../../../src/points.ts';
import { keyOf, philox, streams, uniform } from '../../../src/random.ts';
import { createFake, type Fake, type FakeOptions } from './fake_backend.ts';
import {
  atCall,
  collect,
  expectAt,
  flat,
  levels,
  outcome,
  parametersAfter,
  sampling,
  stallAt,
  training,
  turns,
  watch,
} from './fixtures.ts';

watch();

const loss = (step: number) => 1 / (1 + step);
// Many waits: an update, or a part of a step, takes 25 ms. After a second of these the state is copied to the host.
const options: FakeOptions = {
  pace: 25e-7,
  queueDepth: 2,
  loss: 'lost',
  training: { parts: 2, work: 2e7, loss },
  sampling: { unit: 2, work: 1e6 },
};

/** An engine that takes one fake after another, with one virtual time for all of them. */
function recovering(given: FakeOptions = options, reopening: Partial<Reopening> = {}) {
  const fakes: Fake[] = [];
  const open = (): Fake => {
    const fake = createFake(given);
    fakes.push(fake);
    return fake;
  };
  vi.spyOn(performance, 'now').mockImplementation(() => fakes.reduce((sum, { now }) => sum + now, 0));
  const engine = createDriver(open(), { reopen: async () => open(), delays: [0], ...reopening });
  return { engine, fakes, first: fakes[0]! };
}

/** Loses the device in one call of the first fake after another, until there are no more. @returns how many there were */
async function lostInEach(
  what: (engine: Engine, losing: <T>(task: () => Promise<T>) => Promise<T>) => Promise<void>,
  given = options,
): Promise<number> {
  for (let when = 0; ; when++) {
    const { engine, fakes, first } = recovering(given);
    let reached = false;
    await what(engine, async (task) => {
      atCall(first, undefined, when, () => {
        reached = true;
        first.lose();
      });
      return task();
    });
    expect(fakes.flatMap(({ faults }) => faults)).toEqual([]);
    engine.dispose();
    expect(fakes.map(({ live }) => live)).toEqual(fakes.map(() => 0));
    if (!reached) return when;
  }
}

describe('a device that is lost in any call', () => {
  test('of a training is replaced, and that ends as if nothing had been', async () => {
    let told = 0;
    let copied = 0;
    const calls = await lostInEach(async (engine, losing) => {
      using trainer = await engine.trainer(training);
      const reports = await losing(() => collect(trainer.run({ steps: 60, reportEvery: 7 })));
      expect(reports.map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 42, 49, 56, 60]);
      expect(reports.map((report) => report.loss)).toEqual(reports.map(({ step }) => Math.fround(loss(step - 1))));
      const interruptions = reports.flatMap((report) => report.interruptions ?? []);
      expect(interruptions.length).toBe(engine.interruptions.length);
      for (const { reason, kind, attempts, from } of interruptions as ResumedInterruption[]) {
        expect([reason, kind, attempts]).toEqual(['fake: lost.', 'cpu', 1]);
        told++;
        if (from > 0) copied++;
      }
      await expectAt(trainer, 60, loss);
    });
    expect(calls).toBeGreaterThan(200);
    // The submission of a loss that nobody waits for any more is not noticed.
    expect(told).toBeGreaterThan(0.9 * calls);
    // Of one and a half seconds a third comes after the first copy.
    expect(copied).toBeGreaterThan(0.25 * calls);
  });

  test('of a look at a training, too', async () => {
    await lostInEach(async (engine, losing) => {
      using trainer = await engine.trainer(training);
      await collect(trainer.run({ steps: 3 }));
      const [gradient, model, checkpoint] = await losing(() =>
        Promise.all([trainer.gradient(), trainer.model(), trainer.checkpoint()]),
      );
      expect(gradient).toEqual(Float32Array.of(loss(3), 3, 0));
      expect(model.parameters).toEqual(parametersAfter(3));
      expect(checkpoint).toMatchObject({ step: 3, parameters: parametersAfter(3) });
      await collect(trainer.run({ steps: 10 }));
      await expectAt(trainer, 13, loss);
    });
  });

  test('of a sampling run, too', async () => {
    let copied = 0;
    const calls = await lostInEach(async (engine, losing) => {
      using sampler = await engine.sampler(sampling(levels(6, 54), 40));
      const reports = await losing(() => collect(sampler.run({ reportEvery: 10 })));
      expect(reports.map(({ completed }) => completed)).toEqual([10, 20, 30, 40, 50, 60]);
      const interruptions = reports.flatMap((report) => report.interruptions ?? []);
      expect(interruptions.length).toBe(engine.interruptions.length);
      if (interruptions.some(({ from }) => from > 0)) copied++;
      expect(new Set((await sampler.samples()).values)).toEqual(new Set([60]));
    });
    expect(calls).toBeGreaterThan(50);
    expect(copied).toBeGreaterThan(10);
  });

  test('of a score, or while something is made, too', async () => {
    await lostInEach(async (engine, losing) => {
      await losing(async () => {
        const request = { score: flat, points: points([1, 2, 3, 4, 5, 6, 7, 8, 9]), sigma: 1 };
        expect((await engine.score(request)).values).toEqual(new Float32Array(9).fill(1));
        using trainer = await engine.trainer(training);
        await collect(trainer.run({ steps: 2 }));
        await expectAt(trainer, 2, loss);
        using sampler = await engine.sampler(sampling(levels(2), 8));
        expect(new Set((await sampler.samples()).values)).toEqual(new Set([0]));
      });
    });
  });

  test('of a training that diverges, too', async () => {
    const diverging = { ...options, training: { parts: 2, loss: (step: number) => (step < 47 ? 1 : Number.NaN) } };
    await lostInEach(async (engine, losing) => {
      using trainer = await engine.trainer(training);
      const error = await losing(() => outcome(collect(trainer.run({ steps: 60 }))));
      expect(error).toBeInstanceOf(TrainingDivergedError);
      expect((error as TrainingDivergedError).step).toBe(47);
      await expectAt(trainer, 46, () => 1);
    }, diverging);
  });
});

describe('a training that diverges in its first step on another device, which has kept no state before it,', () => {
  // A step takes 50 ms, and after a second there is a copy on the host: none, of the last step, and of one before.
  test.each([19, 20, 21, 47])('goes back to the step before all the same: step %i', async (bad) => {
    const diverging = {
      ...options,
      training: { parts: 2, work: 2e7, loss: (step: number) => (step < bad ? 1 : Number.NaN) },
    };
    const { engine, first, fakes } = recovering(diverging);
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: bad }));
    first.lose();
    for (let again = 0; again < 2; again++) {
      const error = await outcome(collect(trainer.run({ steps: 9 })));
      expect((error as TrainingDivergedError).step).toBe(bad);
      await expectAt(trainer, bad - 1, () => 1);
    }
    expect(fakes.length).toBe(2);
  });
});

test('two trainings and a sampling run go on beside each other on the one device that comes', async () => {
  const { engine, fakes, first } = recovering();
  using one = await engine.trainer(training);
  using other = await engine.trainer(training);
  using sampler = await engine.sampler(sampling(levels(40), 8));
  atCall(first, 'completion', 9, () => first.lose());
  await Promise.all([collect(one.run({ steps: 20 })), collect(other.run({ steps: 30 })), collect(sampler.run())]);
  await expectAt(one, 20, loss);
  await expectAt(other, 30, loss);
  expect(new Set((await sampler.samples()).values)).toEqual(new Set([40]));
  expect(fakes.length).toBe(2);
  expect(engine.interruptions.length).toBe(1);
});

test('losses in the replay of what was lost are made good as well', async () => {
  for (let when = 0; when < 60; when += 3) {
    const { engine, fakes } = recovering(options, {
      reopen: async () => {
        const fake = createFake(options);
        fakes.push(fake);
        if (fakes.length < 4) atCall(fake, undefined, when, () => fake.lose());
        return fake;
      },
    });
    using trainer = await engine.trainer(training);
    await collect(trainer.run({ steps: 20 }));
    fakes[0]!.lose();
    const reports = await collect(trainer.run({ steps: 20 }));
    expect(reports.flatMap((report) => report.interruptions ?? [])).toMatchObject(engine.interruptions);
    await expectAt(trainer, 40, loss);
  }
});

test('whatever is under way, and whenever devices are lost, all ends as if nothing had been', async () => {
  const words = new Uint32Array(4);
  let lost = 0;
  for (let seed = 0; seed < 60; seed++) {
    let drawn = 0;
    // The same numbers each time.
    const below = (most: number): number => {
      philox(words, drawn++, 0, 0, streams.data, keyOf(seed));
      return Math.floor(uniform(words[0]!) * most);
    };
    const mortal = (fake: Fake, losses: number): Fake => {
      if (losses > 0) atCall(fake, undefined, below(80), () => fake.lose());
      return fake;
    };
    let left = 6;
    const { engine, fakes, first } = recovering(options, {
      reopen: async () => {
        const fake = mortal(createFake(options), --left);
        fakes.push(fake);
        return fake;
      },
    });
    mortal(first, left);
    const controller = new AbortController();
    const trainer = await engine.trainer(training);
    const other = await engine.trainer(training);
    const sampler = await engine.sampler(sampling(levels(20, 20), 24));
    const looks = async () => {
      for (let i = 0; i < 5; i++) await Promise.all([trainer.model(), sampler.samples(), other.checkpoint()]);
      controller.abort('enough');
    };
    await Promise.all([
      collect(trainer.run({ steps: 40 })),
      outcome(collect(other.run({ steps: 30, signal: controller.signal }))),
      collect(sampler.run()),
      looks(),
    ]);
    await collect(other.run({ steps: 30 - other.step }));
    await expectAt(trainer, 40, loss);
    await expectAt(other, 30, loss);
    expect(new Set((await sampler.samples()).values)).toEqual(new Set([40]));
    expect(fakes.flatMap(({ faults }) => faults)).toEqual([]);
    engine.dispose();
    expect(fakes.map(({ live }) => live)).toEqual(fakes.map(() => 0));
    expect(engine.interruptions.length, `seed ${seed}`).toBe(fakes.length - 1);
    lost += engine.interruptions.length;
  }
  // Six of most engines, unless all was done before.
  expect(lost).toBeGreaterThan(200);
});

test('the state is copied so often that what is lost is little, and so seldom that copies take little', async () => {
  const { engine, first, fakes } = recovering({ ...options, training: { parts: 1, loss } });
  using trainer = await engine.trainer(training);
  // 25 ms each.
  await collect(trainer.run({ steps: 2000 }));
  const copies = first.calls.filter(({ name }) => name === 'read').length / 3;
  expect(copies).toBeGreaterThan(40);
  expect(copies).toBeLessThanOrEqual(50);
  first.lose();
  await trainer.model();
  const taken = fakes[1]!.calls.filter(({ name }) => name === 'enqueue').length;
  expect(taken).toBeLessThanOrEqual(1000 / 25 + 5);
});

const gone = () => Promise.reject(new EngineUnavailableError('there is no adapter'));

describe('a device that does not come back', () => {
  test('ends a training with an error that holds a checkpoint, from which any engine goes on', async () => {
    const { engine, first } = recovering(options, { reopen: gone, delays: [0, 1] });
    using trainer = await engine.trainer(training);
    atCall(first, 'completion', 60, () => first.lose());
    const error = (await outcome(collect(trainer.run({ steps: 100 })))) as DeviceLostError;
    expect(error).toBeInstanceOf(DeviceLostError);
    expect(error.message).toBe('fake: lost. It did not come back in 2 attempts: there is no adapter');
    const checkpoint = error.checkpoint!;
    expect(checkpoint.step).toBeGreaterThan(20);
    expect(checkpoint.step).toBeLessThanOrEqual(trainer.step);
    expect(trainer.losses().length).toBe(trainer.step);
    const another = createDriver(createFake(options));
    using next = await another.trainer({ data: training.data, checkpoint });
    await collect(next.run({ steps: 100 - checkpoint.step }));
    expect((await next.model()).parameters).toEqual(parametersAfter(100));
  });

  test('is asked for once more by the next call, which goes on from there', async () => {
    let back = false;
    const { engine, first } = recovering(options, {
      reopen: () => (back ? Promise.resolve(createFake(options)) : gone()),
    });
    using trainer = await engine.trainer(training);
    using sampler = await engine.sampler(sampling(levels(9), 8));
    await collect(trainer.run({ steps: 5 }));
    first.lose();
    for (const call of [trainer.model, sampler.samples, () => engine.trainer(training)])
      expect(await outcome(call())).toBeInstanceOf(DeviceLostError);
    back = true;
    await collect(trainer.run({ steps: 5 }));
    await expectAt(trainer, 10, loss);
    await collect(sampler.run());
    expect(new Set((await sampler.samples()).values)).toEqual(new Set([9]));
  });

  test('is replaced by the engine that was named for that', async () => {
    const attempts: string[] = [];
    const { engine, first } = recovering(options, {
      delays: [0, 0, 0],
      reopen() {
        attempts.push('webgpu');
        return gone();
      },
      async fallback() {
        attempts.push('wasm');
        return Object.assign(createFake(options), { kind: 'wasm' as const });
      },
    });
    using trainer = await engine.trainer(training);
    expect(engine.kind).toBe('cpu');
    atCall(first, 'completion', 3, () => first.lose());
    const [report] = await collect(trainer.run({ steps: 9 }));
    expect(attempts).toEqual(['webgpu', 'webgpu', 'webgpu', 'wasm']);
    expect(engine.kind).toBe('wasm');
    expect(report!.interruptions).toMatchObject([{ kind: 'wasm', attempts: 4, from: 0 }]);
    await expectAt(trainer, 9, loss);
  });
});

test.each(['destroyed', 'fault'] as const)('a device that ended as %s is not replaced', async (reason) => {
  const reopen = vi.fn(gone);
  const { engine, first } = recovering({ ...options, loss: reason }, { reopen });
  using trainer = await engine.trainer(training);
  first.lose();
  expect(await outcome(collect(trainer.run({ steps: 9 })))).toMatchObject({ reason, checkpoint: { step: 0 } });
  expect(reopen).not.toHaveBeenCalled();
});

test('an engine that cannot replace its device says to make a new one', async () => {
  const fake = createFake(options);
  const engine = createDriver(fake);
  fake.lose();
  const error = await outcome(engine.trainer(training));
  expect(error).toBeInstanceOf(DeviceLostError);
  expect((error as Error).message).toBe('fake: lost. Make a new engine to go on.');
});

test.each([
  new ArgumentError('network', '9 units', 'of at most 8 units on this engine'),
  new OutOfMemoryError('no memory for it'),
])('a training for which there is no room on what takes over ends with a checkpoint: %s', async (refusal) => {
  let room = false;
  const { engine, first } = recovering(options, {
    async reopen() {
      const fake = createFake(options);
      const { train } = fake;
      fake.train = (plan) => (room ? train(plan) : Promise.reject(refusal));
      return fake;
    },
  });
  using trainer = await engine.trainer(training);
  atCall(first, 'completion', 60, () => first.lose());
  const step = expect.any(Number);
  for (const call of [() => collect(trainer.run({ steps: 100 })), trainer.checkpoint])
    expect(await outcome(call())).toMatchObject({ name: 'DeviceLostError', cause: refusal, checkpoint: { step } });
  room = true;
  const { step: completed } = trainer;
  expect(completed).toBeGreaterThan(20);
  await collect(trainer.run({ steps: 100 - completed }));
  await expectAt(trainer, 100, loss);
});

describe('a device that only its owner could replace', () => {
  test('leaves a checkpoint of its last second, and says to make a new engine', async () => {
    const { engine, first } = recovering(options, { reopen: undefined });
    using trainer = await engine.trainer(training);
    atCall(first, 'completion', 60, () => first.lose());
    const error = (await outcome(collect(trainer.run({ steps: 100 })))) as DeviceLostError;
    expect(error.message).toBe('fake: lost. Make a new engine to go on.');
    expect(error.checkpoint!.step).toBeGreaterThan(0);
    expect(error.checkpoint!.parameters).toEqual(parametersAfter(error.checkpoint!.step));
  });

  test('is replaced by the engine that was named for that, or the error says why not', async () => {
    const { engine, first } = recovering(options, { reopen: undefined, fallback: gone });
    using trainer = await engine.trainer(training);
    first.lose();
    expect(await outcome(trainer.model())).toMatchObject({
      name: 'DeviceLostError',
      message: 'fake: lost. Nothing takes its place: there is no adapter',
    });
  });
});

test('work that brings down one device after another is given up', async () => {
  let opened = 0;
  const { engine, first } = recovering(options, {
    async reopen() {
      opened++;
      const fake = createFake(options);
      atCall(fake, 'completion', 0, () => fake.lose());
      return fake;
    },
  });
  using trainer = await engine.trainer(training);
  first.lose();
  const error = await outcome(collect(trainer.run({ steps: 9 })));
  expect(error).toBeInstanceOf(DeviceLostError);
  expect((error as Error).message).toMatch(/lost 8 times in the same work: give it less to do at a time/);
  expect(opened).toBe(7);
});

test('a device that runs out of memory is replaced, but not given the same again', async () => {
  const { engine, first, fakes } = recovering({ ...options, loss: 'out of memory' });
  using trainer = await engine.trainer(training);
  atCall(first, 'completion', 3, () => first.lose());
  expect(await outcome(collect(trainer.run({ steps: 9 })))).toBeInstanceOf(OutOfMemoryError);
  await collect(trainer.run({ steps: 9 - trainer.step }));
  await expectAt(trainer, 9, loss);
  expect(fakes.length).toBe(2);
});

test.each(['trainer', 'sampler'] as const)(
  'a %s whose replay was aborted is not held beside the one that is made next',
  async (what) => {
    const second = createFake(options);
    const { engine, first } = recovering(options, { reopen: async () => second });
    const trainer = what === 'trainer' ? await engine.trainer(training) : undefined;
    const sampler = what === 'sampler' ? await engine.sampler(sampling(levels(400), 40)) : undefined;
    const run = (signal: AbortSignal) =>
      trainer ? collect(trainer.run({ steps: 19, signal })) : collect(sampler!.run({ signal }));
    atCall(first, 'completion', 5, () => first.lose());
    const { reached, release } = stallAt(second, 'completion');
    const controller = new AbortController();
    const aborted = outcome(run(controller.signal));
    await reached;
    controller.abort('enough');
    release();
    expect(await aborted).toBe('enough');
    const live: number[] = [];
    atCall(second, ['train', 'sample'], 0, () => live.push(second.live));
    await run(new AbortController().signal);
    expect(live).toEqual([0]);
    engine.dispose();
    expect(second.live).toBe(0);
  },
);

describe('while another device is awaited', () => {
  const late = () => {
    let open = (_: Fake) => {};
    const opening = new Promise<Fake>((resolve) => {
      open = resolve;
    });
    const reopen = vi.fn(() => opening);
    return { ...recovering(options, { reopen }), open, isAwaited: () => expect(reopen).toHaveBeenCalled() };
  };

  test('an aborted signal ends the run at once, and the next one goes on', async () => {
    const { engine, first, open, isAwaited } = late();
    using trainer = await engine.trainer(training);
    const controller = new AbortController();
    const { reached, release } = stallAt(first, 'completion', 3);
    const run = outcome(collect(trainer.run({ steps: 9, signal: controller.signal })));
    await reached;
    first.lose();
    release();
    await vi.waitFor(isAwaited);
    controller.abort('enough');
    expect(await run).toBe('enough');
    open(createFake(options));
    await collect(trainer.run({ steps: 9 - trainer.step }));
    await expectAt(trainer, 9, loss);
  });

  test('an engine that is disposed of ends all at once, and frees the device that comes', async () => {
    const { engine, first, open, isAwaited } = late();
    const trainer = await engine.trainer(training);
    first.lose();
    const run = outcome(collect(trainer.run({ steps: 9 })));
    await vi.waitFor(isAwaited);
    engine.dispose();
    expect(await run).toBeInstanceOf(DisposedError);
    const fake = createFake(options);
    open(fake);
    await turns();
    expect(fake.calls.map(({ name }) => name)).toEqual(['destroy']);
  });
});

test('an engine that is disposed of before the next attempt frees all at once', async () => {
  const { engine, first } = recovering(options, { delays: [1e6] });
  const trainer = await engine.trainer(training);
  first.lose();
  const run = outcome(collect(trainer.run({ steps: 9 })));
  await vi.waitFor(() => expect(first.calls.at(-1)!.name).toBe('destroy'));
  engine.dispose();
  expect(await run).toBeInstanceOf(DisposedError);
  await turns();
  expect(first.live).toBe(0);
});

test('data that the caller changed meanwhile are refused, since a training goes on with the same alone', async () => {
  const { engine, first } = recovering();
  const data: Points = { values: Float32Array.of(1, 2, 3, 4), shape: [4, 1] };
  using trainer = await engine.trainer({ ...training, data });
  await collect(trainer.run({ steps: 3 }));
  data.values[0] = 9;
  first.lose();
  const error = await outcome(collect(trainer.run({ steps: 3 })));
  expect(error).toBeInstanceOf(ArgumentError);
  expect((error as Error).message).toMatch(/^data: got "other values than when the trainer was made"/);
});
