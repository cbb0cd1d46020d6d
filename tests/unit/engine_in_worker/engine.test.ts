import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EngineOptions } from '../../../src/create_engine.ts';
import { engineInWorker } from '../../../src/engine_in_worker/engine.ts';
import type { EngineState, Report } from '../../../src/engine_in_worker/messages.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import {
  ArgumentError,
  BusyError,
  DeviceError,
  DisposedError,
  EngineUnavailableError,
  TrainingDivergedError,
} from '../../../src/errors.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { adamW } from '../../../src/optimizer.ts';
import { points } from '../../../src/points.ts';
import { euler } from '../../../src/samplers/index.ts';
import type { Trainer } from '../../../src/trainer.ts';
import { collect, plane, refusal, sampled, sampling, stateOf, trained, training } from '../../engine_suite/fixtures.ts';
import { fakeWorker } from './fake_worker.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** An engine, its worker, and all that the worker is sent. */
async function opened(options: EngineOptions = {}) {
  const worker = fakeWorker();
  const sent: unknown[] = [];
  const { postMessage } = worker;
  worker.postMessage = (message: unknown, transfer?: unknown) => {
    sent.push(message);
    postMessage(message, transfer as Transferable[]);
  };
  return { worker, sent, engine: await engineInWorker(worker, { prefer: 'cpu', ...options }) };
}

describe('an engine in a worker', () => {
  test('is the engine that there is', async () => {
    const { engine } = await opened();
    const cpu = createCpuEngine();
    expect(engine).toMatchObject({ kind: 'cpu', adapter: cpu.adapter, passedOver: [] });
    for (const dimension of [1, 3, 784, 65_535]) {
      expect(engine.mostParticles(dimension)).toBe(cpu.mostParticles(dimension));
      expect(engine.busyParticles(dimension)).toBe(cpu.busyParticles(dimension));
    }
    expect(await trained(engine, training)).toEqual(await trained(cpu, training));
    expect(await sampled(engine, sampling)).toEqual(await sampled(cpu, sampling));
  });

  test('has one worker of its own, which ends with it', async () => {
    const { engine, worker } = await opened();
    await expect(engineInWorker(worker)).rejects.toSatisfy(refusal('worker'));
    for (const given of [undefined, {}, 'worker.js'])
      await expect(engineInWorker(given as never)).rejects.toSatisfy(refusal('worker'));
    expect(worker.ended).toBe(false);
    engine.dispose();
    expect(worker.ended).toBe(true);
  });

  test('that cannot be had says why, and leaves no worker', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
    for (const [options, refused] of [
      [{ prefer: 'cpu', threads: 2 }, refusal('threads')],
      [{ prefer: 'cuda' }, refusal('prefer')],
      [{ prefer: 'webgpu' }, (error: unknown) => error instanceof EngineUnavailableError],
    ] as const) {
      const worker = fakeWorker();
      await expect(engineInWorker(worker, options as never)).rejects.toSatisfy(refused);
      expect(worker.ended).toBe(true);
    }
    // What is wrong on this side of it costs no worker.
    const worker = fakeWorker();
    await expect(engineInWorker(worker, { tuning: { getItem: () => null, setItem() {} } })).rejects.toSatisfy(
      refusal('tuning'),
    );
    await expect(engineInWorker(worker, { device: new WeakMap() } as never)).rejects.toSatisfy(refusal('device'));
    expect(worker.ended).toBe(false);
    (await engineInWorker(worker, { prefer: 'cpu' })).dispose();
  });

  test('knows what the store of the page holds, and adds to it', async () => {
    const setItem = vi.fn().mockImplementationOnce(() => {
      throw new Error('full');
    });
    const store = { length: 1, key: () => 'scorefield 5: a', getItem: () => 'x', setItem };
    const { engine, worker, sent } = await opened({ tuning: store });
    expect(sent[0]).toMatchObject({ operation: { options: { tuning: new Map([['scorefield 5: a', 'x']]) } } });
    for (const value of ['lost', 'kept']) worker.say({ tuned: ['scorefield 5: b', value] });
    // Its answer comes after them.
    (await engine.trainer(training)).dispose();
    expect(setItem.mock.calls).toEqual([
      ['scorefield 5: b', 'lost'],
      ['scorefield 5: b', 'kept'],
    ]);
  });

  test('is sent nothing of what cannot go there', async () => {
    const { engine, sent } = await opened();
    const before = sent.length;
    const score = customScore({ dimension: 1, cpu: (x) => x });
    const refused = [
      engine.sampler({ ...sampling, score }),
      engine.score({ score, points: points([1]), sigma: 1 }),
      engine.trainer({ ...training, optimizer: () => {} } as never),
    ];
    for (const each of refused) await expect(each).rejects.toBeInstanceOf(ArgumentError);
    expect(sent).toHaveLength(before);
  });

  test('is sent programs, not samplers, and keeps the refusals in their order', async () => {
    const { engine, sent } = await opened();
    const { noise: _, ...withoutNoise } = sampling;
    await expect(engine.sampler({ ...withoutNoise, score: {} as never })).rejects.toSatisfy(refusal('score'));
    await expect(engine.sampler(withoutNoise)).rejects.toSatisfy(refusal('noise'));
    await expect(engine.sampler({ ...sampling, method: () => undefined as never })).rejects.toSatisfy(
      refusal('method'),
    );
    const own = new Error('of the user');
    const method = () => {
      throw own;
    };
    await expect(engine.sampler({ ...sampling, method })).rejects.toBe(own);
    using sampler = await engine.sampler({ ...sampling, method: euler() });
    expect(sent.at(-1)).toMatchObject({ operation: { kind: 'sampler', options: { method: { end: 0 } } } });
    expect(sampler.total).toBe(4);
  });
});

describe('a run in a worker', () => {
  test('goes no further than the report that was asked for', async () => {
    const { engine } = await opened();
    const trainer = await engine.trainer(training);
    const run = trainer.run({ steps: 1000, reportEvery: 3 });
    for (const step of [3, 6]) {
      await run.next();
      // Time for more, if it took any.
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect((await trainer.checkpoint()).step).toBe(step);
    }
    await run.return();
    expect(await collect(trainer.run({ steps: 1 }))).toMatchObject([{ step: 7 }]);
  });

  test('answers other calls on its way, and ends by its signal with where it stands', async () => {
    const { engine } = await opened();
    const trainer = await engine.trainer(training);
    const controller = new AbortController();
    let reported = false;
    const run = trainer.run({ steps: 1e8, signal: controller.signal });
    const first = run.next().finally(() => {
      reported = true;
    });
    const { step } = await trainer.checkpoint();
    expect(reported).toBe(false);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(trainer.step).toBeGreaterThanOrEqual(step);
    expect(trainer.losses()).toHaveLength(trainer.step);
    const before = await stateOf(trainer);
    // A signal of a run that is over is nobody's any more.
    await collect(trainer.run({ steps: 2 }));
    expect(trainer.step).toBe(before.step + 2);
  });

  test('is not ended by the signal of the one before', async () => {
    const { engine } = await opened();
    const trainer = await engine.trainer(training);
    const controller = new AbortController();
    await collect(trainer.run({ steps: 2, signal: controller.signal }));
    const run = trainer.run({ steps: 4, reportEvery: 2 });
    await run.next();
    controller.abort();
    expect(await collect(run)).toMatchObject([{ step: 6 }]);
  });

  test('that diverges takes back losses that were told already, and goes on with those that are left', async () => {
    const { engine } = await opened();
    // Each step multiplies the parameters by about −9, and the loss by the fourth power of that.
    const optimizer = adamW({ weightDecay: 1000 });
    const trainers = await Promise.all([engine, createCpuEngine()].map((on) => on.trainer({ ...training, optimizer })));
    const [there, here] = trainers as [Trainer, Trainer];
    for (const trainer of [there, here]) {
      await expect(collect(trainer.run({ steps: 1000, reportEvery: 1 }))).rejects.toBeInstanceOf(TrainingDivergedError);
    }
    expect(there.step).toBeGreaterThan(0);
    expect(await stateOf(there)).toEqual(await stateOf(here));
    // The step before the one that fails.
    for (const trainer of [there, here]) await collect(trainer.run({ steps: 1 }));
    expect(await stateOf(there)).toEqual(await stateOf(here));
  });

  test('ends at once when what it belongs to is disposed of', async () => {
    const { engine } = await opened();
    const trainers = await Promise.all([1, 2].map((seed) => engine.trainer({ ...training, seed })));
    const [first, second] = trainers.map((trainer) => trainer.run({ steps: 1e8 }).next());
    trainers[0]!.dispose();
    await expect(first).rejects.toThrow('this trainer was disposed');
    engine.dispose();
    await expect(second).rejects.toThrow('this engine was disposed');
  });

  test('that is left in the middle makes way for another', async () => {
    const { engine } = await opened();
    const trainer = await engine.trainer(training);
    for await (const _ of trainer.run({ steps: 9, reportEvery: 2 })) break;
    await collect(trainer.run({ steps: 1, reportEvery: 1 }));
    expect(trainer.step).toBe(3);
    const sampler = await engine.sampler(sampling);
    const run = sampler.run({ reportEvery: 1 });
    await run.next();
    await expect(sampler.run().next()).rejects.toBeInstanceOf(BusyError);
    await run.return();
    await collect(sampler.run());
    expect(sampler.completed).toBe(sampler.total);
  });

  test('of many trainers and samplers at once gives each what is its own', async () => {
    const { engine } = await opened();
    const cpu = createCpuEngine();
    const seeds = [1, 2, 3, 4, 5];
    const [all, alone] = await Promise.all(
      [engine, cpu].map((on) =>
        Promise.all(
          seeds.map(async (seed) => [
            await trained(on, { ...training, seed }),
            await sampled(on, { ...sampling, score: plane, seed }),
          ]),
        ),
      ),
    );
    expect(all).toEqual(alone);
  });

  test('passes on whatever the engine reports, and what the engine has become', async () => {
    const { worker, engine } = await opened();
    const trainer = await engine.trainer(training);
    // As after a loss of the device: said by the worker in the place of the true engine.
    const state: EngineState = {
      ...{ kind: 'wasm', adapter: { name: 'another', vendor: '', architecture: '', type: 'none' } },
      passedOver: [{ kind: 'webgpu', reason: 'none' }],
      interruptions: [
        {
          reason: 'lost',
          kind: 'wasm',
          adapter: { name: 'another', vendor: '', architecture: '', type: 'none' },
          attempts: 2,
        },
      ],
      mostParticles: new Uint32Array(65_535).fill(7),
      busyParticles: new Uint32Array(65_535).fill(3),
    };
    const progress = { step: 5, loss: 1, interruptions: [{ ...state.interruptions[0]!, from: 3 }] };
    worker.answerNext((report) => ({
      ...(report as Extract<Report, { call: number }>),
      outcome: { value: { done: false, value: progress } },
      engine: state,
    }));
    expect(await trainer.run({ steps: 5 }).next()).toEqual({ done: false, value: progress });
    const { adapter, passedOver, interruptions } = state;
    expect(engine).toMatchObject({ kind: 'wasm', adapter, passedOver, interruptions });
    expect([engine.mostParticles(2), engine.busyParticles(2)]).toEqual([7, 3]);
  });
});

describe('what there is no memory for', () => {
  test('on the way there or back ends that call alone, by a DeviceError', async () => {
    const { engine, worker } = await opened();
    const trainer = await engine.trainer(training);
    worker.answerNext(() => {
      throw new DOMException('out of memory', 'DataCloneError');
    });
    const back = trainer.run({ steps: 3 }).next();
    await expect(back).rejects.toBeInstanceOf(DeviceError);
    await expect(back).rejects.toThrow(/could not send back .*out of memory/);
    expect([trainer.step, trainer.losses().length]).toEqual([3, 3]);
    const { postMessage } = worker;
    worker.postMessage = () => {
      throw new DOMException('out of memory', 'DataCloneError');
    };
    await expect(trainer.model()).rejects.toThrow(/could not be sent .*out of memory/);
    await expect(trainer.model()).rejects.toBeInstanceOf(DeviceError);
    worker.postMessage = postMessage;
    expect((await trainer.checkpoint()).step).toBe(3);
  });
});

describe('a worker that dies', () => {
  test('ends all that waits and all that comes later by a DeviceError', async () => {
    const { engine, worker } = await opened();
    const trainer = await engine.trainer(training);
    const sampler = await engine.sampler(sampling);
    const run = trainer.run({ steps: 1e8 });
    const calls: Record<string, () => Promise<unknown>> = {
      model: () => trainer.model(),
      checkpoint: () => trainer.checkpoint(),
      samples: () => sampler.samples(),
      'run of a sampler': () => collect(sampler.run()),
      trainer: () => engine.trainer(training),
      sampler: () => engine.sampler(sampling),
      score: () => engine.score({ score: plane, points: points([1, 2], 2), sigma: 1 }),
    };
    const waiting = [run.next(), ...Object.values(calls).map((call) => call())].map((call) =>
      expect(call).rejects.toThrow(/the worker of the engine stopped: out of luck/),
    );
    worker.die('out of luck');
    await Promise.all(waiting);
    for (const [name, call] of Object.entries(calls)) await expect(call(), name).rejects.toBeInstanceOf(DeviceError);
    expect(worker.ended).toBe(true);
    engine.dispose();
    await expect(trainer.model()).rejects.toBeInstanceOf(DisposedError);
  });

  test('or is none of ours ends the opening, when it has said nothing for a minute', async () => {
    vi.useFakeTimers();
    const listeners: ((event: unknown) => void)[] = [];
    const terminate = vi.fn();
    const addEventListener = (_: string, listener: (event: unknown) => void) => listeners.push(listener);
    const silent = { postMessage() {}, addEventListener, terminate };
    const opening = engineInWorker(silent as never, { prefer: 'cpu' }).catch((error: unknown) => error);
    // Of itself it may say anything.
    for (const data of ['hello', null, { type: 'ready' }]) listeners[0]!({ data });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(terminate).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2000);
    const error = await opening;
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect(String(error)).toMatch(/it said nothing for 60 seconds\. Make it by new Worker/);
    expect(terminate).toHaveBeenCalled();
  });

  test('before it begins, ends the opening by an EngineUnavailableError that says how to make it', async () => {
    const worker = fakeWorker();
    const opening = engineInWorker(worker, { prefer: 'cpu' });
    worker.die('');
    await expect(opening).rejects.toBeInstanceOf(EngineUnavailableError);
    await expect(opening).rejects.toThrow(/does not start: its script did not start\. Make it by new Worker/);
  });
});
