// A program that is interrupted, for cli_interrupt.test.ts: its first argument says what it does, its second is a file.
import { runTraining } from '../../src/cli/commands/training_run.ts';
import { report } from '../../src/cli/exit.ts';
import { prepareFile } from '../../src/cli/files/write.ts';
import { abortOnInterrupt } from '../../src/cli/terminal/interrupt.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { mlp } from '../../src/network.ts';
import { noise } from '../../src/noise.ts';
import { points } from '../../src/points.ts';

const [task, file] = process.argv.slice(2) as [string, string];
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const tasks: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  /** Trains without end; its checkpoint takes 1.5 s to come from the device, and as long to be written. */
  async train(signal) {
    const trainer = await createCpuEngine().trainer({
      ...{ data: points([1, 2, 3]), network: mlp({ dimension: 1, hidden: [4] }), noise: noise([2, 1]) },
    });
    const output = prepareFile(file, { force: false });
    const progress = { begin() {}, advance: () => say('working'), print() {}, end() {} };
    await runTraining({
      trainer: Object.create(trainer, {
        checkpoint: {
          value: async () => {
            await wait(1500);
            return trainer.checkpoint();
          },
        },
      }),
      ...{ steps: 1e7, checkpointEvery: 1e7, out: file, howToGoOn: () => 'kept', progress, print: say, signal },
      file: {
        ...output,
        writeLast(content) {
          const until = performance.now() + 1500;
          while (performance.now() < until);
          output.writeLast(content);
        },
      },
    });
  },
  /** Takes 3 s to stop, without a sign of life. */
  async slow() {
    say('working');
    await wait(3000);
    say('done');
  },
  /** Writes a file chunk by chunk, and does not hear of signals. */
  async chunks() {
    const chunks = async function* () {
      for (;;) {
        await wait(20);
        yield 'chunk';
        say('working');
      }
    };
    await prepareFile(file, { force: false }).writeChunks(chunks(), new AbortController().signal);
  },
  /** Is at nothing, for ever. */
  async hang() {
    say('working');
    for (;;) await wait(100);
  },
};

try {
  await tasks[task]!(abortOnInterrupt());
} catch (error) {
  process.exitCode = report(error);
}
