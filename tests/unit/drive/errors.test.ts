import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import { ArgumentError, DeviceError } from '../../../src/errors.ts';
import { points } from '../../../src/points.ts';
import { type Call, createFake } from './fake_backend.ts';
import {
  atCall,
  collect,
  driven,
  expectAt,
  flat,
  grid,
  levels,
  outcome,
  sampling,
  training,
  watch,
} from './fixtures.ts';

watch();

const loss = (step: number) => 1 / (1 + step);
// Many waits: an update, or a part of a step, takes 25 ms.
const options = { pace: 25e-7, queueDepth: 2, training: { parts: 2, loss }, sampling: { unit: 2, work: 1e6 } };
const raw: [string, unknown][] = [
  ['an exception of the browser', new DOMException('', 'AbortError')],
  ['another of them', new DOMException('mapAsync failed', 'OperationError')],
  ['an error', new TypeError('cannot')],
  ['what is no error', 'odd'],
];

/** Runs something again and again, in which one call after another fails, until there are no more. @returns how many there were */
async function failingEach(
  error: unknown,
  what: (engine: Engine, failing: <T>(task: () => Promise<T>) => Promise<T>) => Promise<void>,
): Promise<number> {
  for (let when = 0; ; when++) {
    const { fake, engine } = driven(options);
    let reached = false;
    await what(engine, async (task) => {
      atCall(fake, undefined, when, () => {
        reached = true;
        throw error;
      });
      const result = await task();
      fake.onCall = () => undefined;
      return result;
    });
    expect(fake.faults).toEqual([]);
    engine.dispose();
    expect(fake.live).toBe(0);
    if (!reached) return when;
    expect(fake.explained).toEqual([error]);
  }
}

/** Whether something ended well, or with what the backend says of an error. */
function expectExplained(ended: unknown, error: unknown): void {
  if (ended === 'done') return;
  expect(ended).toBeInstanceOf(DeviceError);
  expect((ended as Error).cause).toBe(error);
}

describe.each(raw)('%s', (_, error) => {
  test('in any call of a training is explained, and that goes on afterwards as if nothing had been', async () => {
    const calls = await failingEach(error, async (engine, failing) => {
      const trainer = await engine.trainer(training);
      await collect(trainer.run({ steps: 3 }));
      const ended = await failing(() => outcome(collect(trainer.run({ steps: 10 }))));
      expectExplained(ended, error);
      await expectAt(trainer, trainer.step, loss);
      await collect(trainer.run({ steps: 13 - trainer.step }));
      await expectAt(trainer, 13, loss);
    });
    // Parts of ten steps, and a wait for every two.
    expect(calls).toBeGreaterThan(20);
  });

  test('in any call of a sampling run is explained, and that goes on afterwards as if nothing had been', async () => {
    const calls = await failingEach(error, async (engine, failing) => {
      const sampler = await engine.sampler(sampling(levels(6, 6), 40));
      expectExplained(await failing(() => outcome(collect(sampler.run()))), error);
      expect(new Set((await sampler.samples()).values)).toEqual(new Set([sampler.completed]));
      await collect(sampler.run());
      expect(new Set((await sampler.samples()).values)).toEqual(new Set([12]));
    });
    expect(calls).toBeGreaterThan(20);
  });

  test('in any call of a look at a training is explained, and does not poison those behind it', async () => {
    await failingEach(error, async (engine, failing) => {
      const trainer = await engine.trainer(training);
      await collect(trainer.run({ steps: 3 }));
      const looks = () => Promise.all([trainer.gradient(), trainer.model(), trainer.checkpoint()].map(outcome));
      const ended = await failing(looks);
      expect(ended.filter((one) => one !== 'done').length).toBeLessThanOrEqual(1);
      for (const one of ended) expectExplained(one, error);
      expect(await trainer.gradient()).toEqual(Float32Array.of(loss(3), 3, 0));
      await expectAt(trainer, 3, loss);
      await collect(trainer.run({ steps: 10 }));
      await expectAt(trainer, 13, loss);
    });
  });

  test('in any call of a score is explained, and leaves nothing alive', async () => {
    await failingEach(error, async (engine, failing) => {
      const request = { score: flat, points: points([1, 2, 3, 4, 5, 6, 7, 8, 9]), sigma: 1 };
      expectExplained(await failing(() => outcome(engine.score(request))), error);
      expect((await engine.score(request)).values).toEqual(new Float32Array(9).fill(1));
    });
  });

  test.each(['train', 'sample'] as const)(
    'of an engine that cannot %s is explained, and leaves nothing alive',
    async (name) => {
      const { fake, engine } = driven(options);
      const create = (): Promise<unknown> =>
        name === 'train' ? engine.trainer(training) : engine.sampler(sampling(levels(3), 9));
      atCall(fake, name, 0, () => {
        throw error;
      });
      expectExplained(await outcome(create()), error);
      expect(fake.explained).toEqual([error]);
      expect(fake.live).toBe(0);
      await create();
      expect(fake.live).toBe(1);
      engine.dispose();
      expect(fake.live).toBe(0);
    },
  );
});

test('errors of this library pass as they are', async () => {
  const { fake, engine } = driven(options);
  const refusal = new ArgumentError('particles', 5, 'fewer');
  const failure = new DeviceError('lost');
  atCall(fake, 'sample', 0, () => {
    throw refusal;
  });
  await expect(engine.sampler(sampling(levels(3), 9))).rejects.toBe(refusal);
  using trainer = await engine.trainer(training);
  atCall(fake, 'completion', 1, () => {
    throw failure;
  });
  await expect(collect(trainer.run({ steps: 9 }))).rejects.toBe(failure);
  expect(fake.explained).toEqual([]);
});

test('what a backend takes for a fault of the program passes as it is', async () => {
  const fake = createFake();
  const fault = new TypeError('of the program');
  const engine = createDriver({ ...fake, explain: async (error) => error });
  using sampler = await engine.sampler(sampling(levels(3), 9));
  fake.onCall = ({ name }: Call) => {
    if (name === 'enqueue') throw fault;
  };
  await expect(collect(sampler.run())).rejects.toBe(fault);
});

test('a lost device says so in everything, without a word of its own', async () => {
  const { fake, engine } = driven(options);
  const trainer = await engine.trainer(training);
  const sampler = await engine.sampler(sampling(levels(9), 40));
  atCall(fake, 'completion', 1, () => fake.lose());
  const score = { score: flat, points: points([1]), sigma: 1 };
  for (const call of [
    () => collect(trainer.run({ steps: 9 })),
    () => collect(trainer.run({ steps: 9 })),
    trainer.model,
    trainer.checkpoint,
    trainer.gradient,
    () => collect(sampler.run()),
    sampler.samples,
    () => sampler.counts(grid),
    () => engine.score(score),
    () => engine.trainer(training),
    () => engine.sampler(sampling(levels(9), 40)),
  ]) {
    const error = await outcome(call());
    expect(error).toBeInstanceOf(DeviceError);
    expect((error as Error).cause).toMatchObject({ name: 'AbortError', message: '' });
  }
  expect(fake.live).toBe(2);
  engine.dispose();
  expect(fake.live).toBe(0);
});

describe('the reason of a signal passes as it is', () => {
  test.each<[string, (controller: AbortController) => void]>([
    ['an error', (controller) => controller.abort(new Error('enough'))],
    ['of a signal that gives none', (controller) => controller.abort()],
    ['of a deadline', (controller) => controller.abort(new DOMException('late', 'TimeoutError'))],
    ['a text', (controller) => controller.abort('enough')],
  ])('%s', async (_, abort) => {
    // In the middle of a step and of an update, and between two.
    for (const parts of [1, 3]) {
      const { fake, engine } = driven({ ...options, training: { parts, loss } });
      const trainer = await engine.trainer(training);
      const sampler = await engine.sampler(sampling(levels(20), 40));
      for (const begin of [
        (signal: AbortSignal) => trainer.run({ steps: 20, signal }),
        (signal: AbortSignal) => sampler.run({ signal }),
      ]) {
        const controller = new AbortController();
        atCall(fake, 'completion', 1, () => abort(controller));
        expect(await outcome(collect<unknown>(begin(controller.signal)))).toBe(controller.signal.reason);
      }
      expect(fake.explained).toEqual([]);
    }
  });

  test('of AbortSignal.timeout', async () => {
    const { fake, engine } = driven(options);
    using trainer = await engine.trainer(training);
    const signal = AbortSignal.timeout(20);
    fake.onCall = ({ name }) => (name === 'completion' ? new Promise((resolve) => setTimeout(resolve, 5)) : undefined);
    const ended = await outcome(collect(trainer.run({ steps: 1e6, signal })));
    expect(ended).toBe(signal.reason);
    expect(ended).toMatchObject({ name: 'TimeoutError' });
  });

  test('but an error that comes from elsewhere, while it is aborted, is explained', async () => {
    const { fake, engine } = driven(options);
    using trainer = await engine.trainer(training);
    const controller = new AbortController();
    const error = new DOMException('', 'AbortError');
    atCall(fake, 'completion', 3, () => {
      controller.abort();
      throw error;
    });
    expectExplained(await outcome(collect(trainer.run({ steps: 20, signal: controller.signal }))), error);
    expect(fake.explained).toEqual([error]);
    fake.onCall = () => undefined;
    await expectAt(trainer, trainer.step, loss);
  });
});
