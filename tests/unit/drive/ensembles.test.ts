import { describe, expect, test } from 'vitest';
import type { DeviceLostError } from '../../../src/device_lost_error.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import type { Ensemble, EnsembleOptions } from '../../../src/ensemble_of_trainings.ts';
import { BusyError, DisposedError, EngineUnavailableError, TrainingDivergedError } from '../../../src/errors.ts';
import { createFake, type FakeOptions } from './fake_backend.ts';
import { atCall, collect, driven, outcome, parametersAfter, training, watch } from './fixtures.ts';

watch();

const { parameters: _, ...shared } = training;
/** Members whose steps are told apart by the second of their parameters. */
const options: EnsembleOptions = {
  ...shared,
  members: [0, 1, 2].map((m) => ({ seed: m, parameters: Float32Array.of(0, m, 0) })),
};
const loss = (step: number, member = 0) => (1 + member) / (1 + step);
// Steps of three members and two ranges: six parts of 10 ms, so that completions come in the middle of a step.
const slow: FakeOptions = { queueDepth: 2, pace: 6e-6, training: { parts: 2, loss } };

/** Whether all members stand, as a whole, at this step, with their losses before it. */
async function expectAll(ensemble: Ensemble, step: number): Promise<void> {
  expect(ensemble.step).toBe(step);
  const models = await ensemble.models();
  for (const [m, losses] of ensemble.losses().entries()) {
    expect(losses).toEqual(Float32Array.from({ length: step }, (_, i) => loss(i, m)));
    expect(models[m]!.parameters).toEqual(parametersAfter(step, { step: 0, order: m }));
  }
}

test('an ensemble gives the losses of each member in order, wherever submissions end', async () => {
  const { fake, engine } = driven(slow);
  using ensemble = await engine.ensemble(options);
  const reports = await collect(ensemble.run({ steps: 40, reportEvery: 9 }));
  expect(reports.map(({ step }) => step)).toEqual([9, 18, 27, 36, 40]);
  for (const { step, losses } of reports) expect(losses).toEqual([0, 1, 2].map((m) => Math.fround(loss(step - 1, m))));
  await expectAll(ensemble, 40);
  expect(ensemble.losses(38).map((losses) => losses.length)).toEqual([2, 2, 2]);
  expect((await ensemble.checkpoints()).map(({ first, step }) => [step, first[2]])).toEqual([
    [40, 1],
    [40, 1],
    [40, 1],
  ]);
  // Two or three parts a submission, two submissions at a time.
  expect(fake.calls.filter(({ name }) => name === 'completion').length).toBeGreaterThan(35);
});

test.each([0, 1, 2, 5, 9, 14, 30])('an ensemble that is aborted at wait %d goes on as if never stopped', async (n) => {
  const { fake, engine } = driven(slow);
  using ensemble = await engine.ensemble(options);
  const controller = new AbortController();
  const reason = new Error('enough');
  atCall(fake, 'completion', n, () => controller.abort(reason));
  expect(await outcome(collect(ensemble.run({ steps: 40, signal: controller.signal })))).toBe(reason);
  fake.onCall = () => undefined;
  await expectAll(ensemble, ensemble.step);
  await collect(ensemble.run({ steps: 40 - ensemble.step }));
  await expectAll(ensemble, 40);
});

describe('a member that diverges', () => {
  test.each([1, 7, 23])('is named, and all are before its step %d', async (failing) => {
    const bad = (step: number, member: number) => (step >= failing && member > 0 ? Number.NaN : loss(step, member));
    const { engine } = driven({ ...slow, training: { parts: 2, loss: bad } });
    using ensemble = await engine.ensemble(options);
    const error = (await outcome(collect(ensemble.run({ steps: 40 })))) as TrainingDivergedError;
    expect(error).toBeInstanceOf(TrainingDivergedError);
    expect([error.step, error.member]).toEqual([failing, 1]);
    expect(error.message).toMatch(/members\[1\] stopped being finite at step \d+; the ensemble keeps/);
    await expectAll(ensemble, failing - 1);
  });

  test('is not named by a trainer', async () => {
    const { engine } = driven({ training: { loss: () => Number.NaN } });
    using trainer = await engine.trainer(training);
    const error = (await outcome(collect(trainer.run({ steps: 4 })))) as TrainingDivergedError;
    expect(error).toBeInstanceOf(TrainingDivergedError);
    expect(error.member).toBeUndefined();
    expect(error.message).toContain('the trainer keeps');
  });
});

test('an ensemble whose device is lost goes on by another', async () => {
  const fakes = [createFake({ ...slow, loss: 'lost' })];
  const reopen = async () => {
    fakes.push(createFake({ ...slow, loss: 'lost' }));
    return fakes.at(-1)!;
  };
  using engine = createDriver(fakes[0]!, { reopen, delays: [0] });
  using ensemble = await engine.ensemble(options);
  atCall(fakes[0]!, 'completion', 1, () => fakes[0]!.lose());
  const reports = await collect(ensemble.run({ steps: 40, reportEvery: 40 }));
  expect(reports).toMatchObject([{ step: 40, interruptions: [{ reason: 'fake: lost.' }] }]);
  await expectAll(ensemble, 40);
  expect(fakes).toHaveLength(2);
});

test('an ensemble whose device does not come back ends with checkpoints of all members', async () => {
  const first = createFake({ ...slow, loss: 'lost' });
  using engine = createDriver(first, { reopen: () => Promise.reject(new EngineUnavailableError('gone')), delays: [0] });
  using ensemble = await engine.ensemble(options);
  atCall(first, 'completion', 1, () => first.lose());
  const error = (await outcome(collect(ensemble.run({ steps: 40 })))) as DeviceLostError;
  expect(error.checkpoint).toBeUndefined();
  expect(error.checkpoints!.map(({ step, parameters }) => [step, parameters[1]])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
  const { engine: other } = driven(slow);
  using next = await other.ensemble({ data: shared.data, checkpoints: error.checkpoints! });
  await collect(next.run({ steps: 40 }));
  await expectAll(next, 40);
});

test('an ensemble is busy while it runs, and says what it is once it is disposed of', async () => {
  const { engine } = driven(slow);
  const ensemble = await engine.ensemble(options);
  const running = outcome(collect(ensemble.run({ steps: 40 })));
  const refused = await outcome(collect(ensemble.run({ steps: 1 })));
  expect(refused).toBeInstanceOf(BusyError);
  expect(String(refused)).toContain('this ensemble is already running');
  ensemble.dispose();
  expect(await running).toBeInstanceOf(DisposedError);
  await expect(ensemble.models()).rejects.toThrow('this ensemble was disposed');
});
