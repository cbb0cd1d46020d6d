import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { SamplingDivergedError, TrainingDivergedError } from '../../../src/errors.ts';
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
  'an engine of %j, whose workers are killed',
  (options) => {
    const method = annealedLangevin({ perLevel: 3000, size: constant({ size: 0.01 }) });

    /** A training and a sampling run beside each other, and a score: what they come to. */
    async function outcomeOf(engine: Engine, during: () => Promise<unknown> = async () => {}) {
      using trainer = await engine.trainer(training);
      using sampler = await engine.sampler({ ...sampling, method });
      await Promise.all([collect(trainer.run({ steps: 3000 })), collect(sampler.run()), during()]);
      const { values } = await engine.score({ score: target, points: points([1, 2]), sigma: 1 });
      return {
        ...{ losses: trainer.losses(), checkpoint: await trainer.checkpoint() },
        ...{ gradient: await trainer.gradient(), samples: await sampler.samples(), values },
      };
    }

    test('starts others, and ends to the last bit as if nothing had been', async () => {
      const undisturbed = await createWasmEngine(options);
      const expected = await outcomeOf(undisturbed);
      undisturbed.dispose();
      const workers = collectWorkers();
      using engine = await createWasmEngine(options);
      const found = await outcomeOf(engine, async () => {
        for (let kills = 0; kills < 3; kills++) {
          await new Promise((resolve) => setTimeout(resolve, 15));
          await workers.at(-1)!.terminate();
        }
      });
      expect(found).toEqual(expected);
      expect(engine.interruptions.length).toBeGreaterThan(0);
      for (const { reason, kind } of engine.interruptions)
        expect([reason, kind]).toEqual(['a worker of the WebAssembly engine ended: exit code 1.', 'wasm']);
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
