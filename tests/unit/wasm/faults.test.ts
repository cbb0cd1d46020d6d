import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { DeviceError, SamplingDivergedError, TrainingDivergedError } from '../../../src/errors.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { mlp } from '../../../src/network.ts';
import { adam } from '../../../src/optimizer.ts';
import { points } from '../../../src/points.ts';
import { annealedLangevin, constant } from '../../../src/samplers/index.ts';
import { collect, plane, sampling, target, training } from '../../engine_suite/fixtures.ts';
import idleEngine from './idle_engine.ts?script';

const threads = process.getBuiltinModule('node:worker_threads');

afterEach(() => vi.restoreAllMocks());

/** Collects the workers that are started from now on. */
function collectWorkers(): InstanceType<typeof threads.Worker>[] {
  const workers: InstanceType<typeof threads.Worker>[] = [];
  const Worker = class extends threads.Worker {
    constructor(...args: ConstructorParameters<typeof threads.Worker>) {
      super(...args);
      workers.push(this);
    }
  };
  const { getBuiltinModule } = process;
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) =>
    name === 'node:worker_threads' ? { ...threads, Worker } : getBuiltinModule(name)) as typeof getBuiltinModule);
  return workers;
}

describe.each([{ threads: 3 }, { machine: 'lone worker' }] as const)(
  'an engine of %j, one of whose workers ends',
  (options) => {
    const dead = /^a worker of the WebAssembly engine ended: exit code 1\. Make a new engine to go on\.$/;
    const requireDead = async (call: Promise<unknown>, name: string) => {
      const error = await call.then(
        () => 'no error',
        (reason: unknown) => reason,
      );
      expect(error, name).toBeInstanceOf(DeviceError);
      expect((error as Error).message, name).toMatch(dead);
    };

    test('ends runs that are under way, and refuses all that is asked for later, by a DeviceError', async () => {
      const workers = collectWorkers();
      const engine = await createWasmEngine(options);
      const trainer = await engine.trainer(training);
      const sampler = await engine.sampler({
        ...sampling,
        method: annealedLangevin({ perLevel: 1e6, size: constant({ size: 0.01 }) }),
      });
      const runs = [collect(trainer.run({ steps: 1e7 })), collect(sampler.run())];
      const step = trainer.step;
      await vi.waitFor(() => expect(trainer.step).toBeGreaterThan(step), 10_000);
      await workers.at(-1)!.terminate();
      for (const run of runs) await requireDead(run, 'run');
      const calls: Record<string, () => Promise<unknown>> = {
        'a run of the trainer': () => collect(trainer.run({ steps: 1 })),
        model: () => trainer.model(),
        checkpoint: () => trainer.checkpoint(),
        gradient: () => trainer.gradient(),
        'a run of the sampler': () => collect(sampler.run()),
        samples: () => sampler.samples(),
        counts: () => sampler.counts({ axes: [{ coordinate: 0, from: -1, to: 1, cells: 3 }] }),
        'a new trainer': async () => collect((await engine.trainer(training)).run({ steps: 1 })),
        'a new sampler': async () => (await engine.sampler(sampling)).samples(),
        score: () => engine.score({ score: target, points: points([1, 2]), sigma: 1 }),
      };
      for (const [name, call] of Object.entries(calls)) await requireDead(call(), name);
      // The steps that were completed are known.
      expect(trainer.losses().length).toBe(trainer.step);
      engine.dispose();
      // A new one goes on.
      vi.restoreAllMocks();
      using other = await createWasmEngine(options);
      using next = await other.trainer(training);
      await collect(next.run({ steps: 1 }));
    });
  },
);

test('a process ends by itself when all that it awaits of engines is done', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-'], {
    input: idleEngine,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([stdout, stderr, status]).toEqual(['500 true true\n'.repeat(3), '', 0]);
});

describe('what stops being finite', () => {
  /** What a run of both engines ends in. */
  async function ends(run: (engine: Engine) => Promise<unknown>): Promise<[unknown, unknown]> {
    using engine = await createWasmEngine({ threads: 2 });
    const errorOf = (of: Engine) =>
      run(of).then(
        () => 'no error',
        (error: unknown) => error,
      );
    return [await errorOf(engine), await errorOf(createCpuEngine())];
  }

  test.each([
    ['in lanes', { ...training, optimizer: adam({ learningRate: 1e10 }) }],
    [
      'in panels',
      {
        ...training,
        data: plane.sample(60, { seed: 2 }),
        network: mlp({ dimension: 2, hidden: [9, 9, 9] }),
        optimizer: adam({ learningRate: 3e5 }),
      },
    ],
  ])('in a training is found at the step where it is on the CPU: %s', async (_, options) => {
    const [ours, reference] = await ends(async (engine) => {
      using trainer = await engine.trainer(options);
      await collect(trainer.run({ steps: 300 }));
    });
    expect(ours).toBeInstanceOf(TrainingDivergedError);
    expect((reference as TrainingDivergedError).step).toBeGreaterThan(0);
    expect((ours as TrainingDivergedError).step).toBe((reference as TrainingDivergedError).step);
  });

  test.each([
    ['a mixture', target],
    ['a function of the user', customScore({ dimension: 1, cpu: ([x]) => [x! * Math.abs(x!)] })],
  ])('in sampling is found at the update where it is on the CPU: %s', async (_, score) => {
    // Each update multiplies what is far away by some −2000.
    const method = annealedLangevin({ perLevel: 9, size: constant({ size: 1e4 }) });
    const [ours, reference] = await ends(async (engine) => {
      using sampler = await engine.sampler({ ...sampling, score, method });
      await collect(sampler.run());
    });
    expect(ours).toBeInstanceOf(SamplingDivergedError);
    expect((ours as Error).message).toBe((reference as Error).message);
  });
});
