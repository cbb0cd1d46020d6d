import { expect, test, vi } from 'vitest';
import { runTraining } from '../../src/cli/commands/training_run.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { OutOfMemoryError } from '../../src/errors.ts';
import { readCheckpoint } from '../../src/files/index.ts';
import { collect, training } from '../engine_suite/fixtures.ts';

test('a training whose device has no memory left keeps what it has come to', async () => {
  using engine = createCpuEngine();
  using trainer = await engine.trainer(training);
  const failing = Object.create(trainer, {
    step: { get: () => trainer.step },
    run: {
      async *value() {
        yield* await collect(trainer.run({ steps: 3 }));
        throw new OutOfMemoryError('no memory.');
      },
    },
  });
  const writeLast = vi.fn();
  const progress = { begin() {}, advance() {}, print() {}, end() {} };
  const run = runTraining({
    ...{ trainer: failing, steps: 10, checkpointEvery: undefined, out: 'file', signal: new AbortController().signal },
    file: { write: writeLast, writeLast } as never,
    howToGoOn: (step) => `${step} steps are kept`,
    progress: progress as never,
    print() {},
  });
  await expect(run).rejects.toThrow(new OutOfMemoryError('no memory; 3 steps are kept'));
  expect(readCheckpoint(writeLast.mock.calls[0]![0]).step).toBe(3);
});
