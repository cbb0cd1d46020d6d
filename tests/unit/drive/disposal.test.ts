import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { DisposedError } from '../../../src/errors.ts';
import { points } from '../../../src/points.ts';
import type { Fake } from './fake_backend.ts';
import { collect, driven, flat, grid, levels, outcome, sampling, stallAt, training, turns, watch } from './fixtures.ts';

watch();

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const of = (what: string) => (error: unknown) =>
  error instanceof DisposedError && error.message.startsWith(`this ${what} was disposed`);

/** What of both kinds this file asks of. */
interface Made {
  run(options?: { signal?: AbortSignal }): AsyncGenerator<unknown, void, undefined>;
  readonly calls: Record<string, () => Promise<unknown>>;
  dispose(): void;
  [Symbol.dispose](): void;
}

async function trainerOf(engine: Engine): Promise<Made> {
  const trainer = await engine.trainer({ ...training, averaging: { decay: 0.5 } });
  return {
    run: (options) => trainer.run({ steps: 20, reportEvery: 5, ...options }),
    calls: {
      model: trainer.model,
      parameters: () => trainer.model({ averaged: false }),
      checkpoint: trainer.checkpoint,
      gradient: trainer.gradient,
      'run of no steps': () => collect(trainer.run({ steps: 0 })),
    },
    dispose: trainer.dispose,
    [Symbol.dispose]: trainer[Symbol.dispose],
  };
}

async function samplerOf(engine: Engine): Promise<Made> {
  const sampler = await engine.sampler(sampling(levels(9, 11), 40));
  return {
    run: (options) => sampler.run({ reportEvery: 5, ...options }),
    calls: { samples: sampler.samples, counts: () => sampler.counts(grid) },
    dispose: sampler.dispose,
    [Symbol.dispose]: sampler[Symbol.dispose],
  };
}

describe.each([
  ['trainer', trainerOf],
  ['sampler', samplerOf],
] as const)('a %s that is disposed of', (what, create) => {
  // 25 ms a piece, so that a run has many waits.
  const options = { pace: 25e-7, training: { parts: 2 }, sampling: { unit: 5, work: 2e6 } };

  test('twice frees what it holds once, and then refuses everything', async () => {
    const { fake, engine } = driven(options);
    const made = await create(engine);
    const begun = made.run();
    await begun.next();
    expect(fake.live).toBe(1);
    made.dispose();
    expect(fake.live).toBe(0);
    made.dispose();
    made[Symbol.dispose]();
    fake.calls.length = 0;
    await expect(begun.next()).rejects.toSatisfy(of(what));
    await expect(collect(made.run())).rejects.toSatisfy(of(what));
    for (const call of Object.values(made.calls)) await expect(call()).rejects.toSatisfy(of(what));
    expect(fake.calls).toEqual([]);
  });

  test('by `using` is freed too', async () => {
    const { fake, engine } = driven(options);
    {
      using made = await create(engine);
      await collect(made.run());
    }
    await turns(1);
    expect(fake.live).toBe(0);
  });

  test.each([0, 1, 2, 5])(
    'while a run stalls in its wait %d ends that at once, and frees when that is settled',
    async (n) => {
      const { fake, engine } = driven(options);
      const made = await create(engine);
      const gate = stallAt(fake, 'completion', n);
      const ended = outcome(collect(made.run()));
      await gate.reached;
      made.dispose();
      // Before anything is released.
      expect(await ended).toSatisfy(of(what));
      await turns();
      expect(fake.live).toBe(1);
      fake.calls.length = 0;
      gate.release();
      await turns();
      expect(fake.calls.map(({ name }) => name)).toEqual(['dispose']);
      expect(fake.live).toBe(0);
    },
  );

  test('while a run stalls that then fails, frees once and hides that error', async () => {
    const { fake, engine } = driven(options);
    const made = await create(engine);
    const gate = stallAt(fake, 'completion', 1);
    const ended = outcome(collect(made.run()));
    await gate.reached;
    made.dispose();
    fake.lose();
    await turns();
    expect(fake.calls.filter(({ name }) => name === 'dispose')).toHaveLength(1);
    expect(fake.explained).toEqual([]);
    expect(await ended).toSatisfy(of(what));
  });

  test('at any call of a run, ends it', async () => {
    for (let when = 0, reached = true; reached; when++) {
      const { fake, engine } = driven(options);
      const made = await create(engine);
      let left = when;
      reached = false;
      fake.onCall = () => {
        if (left-- !== 0) return;
        reached = true;
        made.dispose();
      };
      const ended = await outcome(collect(made.run()));
      if (reached) expect(ended).toSatisfy(of(what));
      made.dispose();
      await turns(3);
      expect(fake.live).toBe(0);
      expect(fake.faults).toEqual([]);
    }
  });

  test('while calls wait for their turn ends them all, and none of them begins', async () => {
    const { fake, engine } = driven(options);
    const made = await create(engine);
    const gate = stallAt(fake, 'completion');
    const run = made.run();
    const waiting = [run.next(), ...Object.values(made.calls).map((call) => call())].map(outcome);
    await gate.reached;
    fake.calls.length = 0;
    made.dispose();
    for (const ended of await Promise.all(waiting)) {
      if (ended instanceof Error && ended.name === 'BusyError') continue;
      expect(ended).toSatisfy(of(what));
    }
    gate.release();
    await turns();
    expect(fake.calls.map(({ name }) => name)).toEqual(['dispose']);
  });

  test.each(['read', 'gradient'] as const)('during a call that stalls (%s) ends that at once', async (name) => {
    const { fake, engine } = driven(options);
    const made = await create(engine);
    for (const call of Object.values(made.calls)) {
      const gate = stallAt(fake, name);
      const ended = outcome(call());
      if ((await Promise.race([gate.reached.then(() => 'stalled'), ended])) !== 'stalled') continue;
      made.dispose();
      expect(await ended).toSatisfy(of(what));
      expect(fake.live).toBe(1);
      gate.release();
      await turns();
      expect(fake.live).toBe(0);
      return;
    }
    made.dispose();
  });

  test('and aborted at once, says one of the two', async () => {
    const { fake, engine } = driven(options);
    const made = await create(engine);
    const controller = new AbortController();
    const reason = new Error('enough');
    const gate = stallAt(fake, 'completion', 1);
    const ended = outcome(collect(made.run({ signal: controller.signal })));
    await gate.reached;
    controller.abort(reason);
    made.dispose();
    gate.release();
    expect(await ended).toSatisfy((error) => error === reason || of(what)(error));
    await turns();
    expect(fake.live).toBe(0);
  });

  test('leaves the engine and others as they were', async () => {
    const { fake, engine } = driven(options);
    const [made, other] = [await create(engine), await create(engine)];
    made.dispose();
    await collect(other.run());
    expect(fake.live).toBe(1);
    engine.dispose();
    expect(fake.live).toBe(0);
  });

  test('is not kept alive by its engine', async () => {
    const { fake, engine } = driven(options);
    for (let i = 0; i < 10; i++) (await create(engine)).dispose();
    // What it was made of goes with it.
    const parts = fake.plans.splice(0).map((plan) => ('members' in plan ? plan.members[0].start : plan.program));
    const kept = parts.splice(0).map((part) => new WeakRef<object>(part));
    expect(kept).toHaveLength(10);
    await turns();
    collectGarbage();
    expect(kept.slice(0, -5).filter((one) => one.deref() !== undefined)).toEqual([]);
    engine.dispose();
  });

  test('does not keep results alive that callers have let go', async () => {
    const { engine } = driven(options);
    using made = await create(engine);
    const kept: WeakRef<object>[] = [];
    for (let i = 0; i < 10; i++) {
      for (const call of Object.values(made.calls)) kept.push(new WeakRef((await call()) as object));
    }
    await turns();
    collectGarbage();
    // The last few may be on the stack still.
    expect(kept.slice(0, -5).filter((one) => one.deref() !== undefined)).toEqual([]);
  });
});

describe.each([true, false])('an engine that is disposed of, whose work fails then: %s', (endsWork) => {
  const line = points([1, 2, 3, 4, 5, 6, 7, 8, 9]);

  test('twice is so once, and then refuses everything', async () => {
    const { fake, engine } = driven({ endsWork });
    const [trainer, sampler] = [await trainerOf(engine), await samplerOf(engine)];
    engine.dispose();
    engine.dispose();
    engine[Symbol.dispose]();
    expect(fake.calls.filter(({ name }) => name === 'destroy')).toHaveLength(1);
    // Runners first, then what they are made of.
    expect(fake.calls.map(({ name }) => name).slice(-3)).toEqual(['dispose', 'dispose', 'destroy']);
    for (const made of [trainer, sampler]) {
      await expect(collect(made.run())).rejects.toSatisfy(of('engine'));
      for (const call of Object.values(made.calls)) await expect(call()).rejects.toSatisfy(of('engine'));
      made.dispose();
    }
    await expect(engine.trainer(training)).rejects.toSatisfy(of('engine'));
    await expect(engine.sampler(sampling(levels(2), 4))).rejects.toSatisfy(of('engine'));
    await expect(engine.score({ score: flat, points: line, sigma: 1 })).rejects.toSatisfy(of('engine'));
    expect(fake.live).toBe(0);
  });

  test('ends all that is under way, at once', async () => {
    // A piece of the score is a quad: there are more to come.
    const { fake, engine } = driven({ endsWork, mostParticles: 8, sampling: { work: 3e7 } });
    const [trainer, sampler] = [await trainerOf(engine), await samplerOf(engine)];
    let stalled = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    fake.onCall = ({ name }) => {
      if (name !== 'completion') return undefined;
      stalled++;
      return gate;
    };
    const ended = [
      collect(trainer.run()),
      collect(sampler.run()),
      engine.score({ score: flat, points: line, sigma: 1 }),
    ].map(outcome);
    await turns();
    expect(stalled).toBe(3);
    engine.dispose();
    for (const error of await Promise.all(ended)) expect(error).toSatisfy(of('engine'));
    if (!endsWork) expect(fake.live).toBe(3);
    fake.calls.length = 0;
    release();
    await turns();
    expect(fake.live).toBe(0);
    expect(fake.calls.filter(({ name }) => name !== 'dispose')).toEqual([]);
  });

  const makers: Record<string, (engine: Engine) => Promise<unknown>> = {
    trainer: (engine) => engine.trainer(training),
    sampler: (engine) => engine.sampler(sampling(levels(2), 4)),
    score: (engine) => engine.score({ score: flat, points: line, sigma: 1 }),
  };

  test.each(Object.keys(makers))(
    'while it prepares a %s ends that at once, and frees what comes of it',
    async (name) => {
      const { fake, engine } = driven({ endsWork });
      const gate = stallAt(fake, ['train', 'sample']);
      const ended = outcome(makers[name]!(engine));
      await gate.reached;
      engine.dispose();
      expect(await ended).toSatisfy(of('engine'));
      gate.release();
      await turns();
      expect(fake.live).toBe(0);
      expect(fake.calls.some((call) => call.name === 'enqueue')).toBe(false);
    },
  );

  test('at any call of a score, ends it', async () => {
    for (let when = 0, reached = true; reached; when++) {
      const { fake, engine } = driven({ endsWork, mostParticles: 4, pace: 1e-6, sampling: { work: 1e8 } });
      let left = when;
      reached = false;
      fake.onCall = () => {
        if (left-- !== 0) return;
        reached = true;
        engine.dispose();
      };
      const ended = await outcome(engine.score({ score: flat, points: line, sigma: 1 }));
      if (reached) expect(ended).toSatisfy(of('engine'));
      await turns(3);
      expect(fake.live).toBe(0);
      expect(fake.faults).toEqual([]);
    }
  });
});

test('an engine whose parts were disposed of one by one frees none of them again', async () => {
  const { fake, engine } = driven();
  const made = [await trainerOf(engine), await samplerOf(engine)];
  for (const one of made) one.dispose();
  engine.dispose();
  await turns(1);
  const freed = fake.calls.filter(({ name }: Fake['calls'][number]) => name === 'dispose');
  expect(freed).toHaveLength(2);
});
