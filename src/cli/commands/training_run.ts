import type { Checkpoint } from '../../checkpoint.ts';
import type { Trainer } from '../../engine.ts';
import { TrainingDivergedError } from '../../errors.ts';
import { writeCheckpoint } from '../../files/index.ts';
import { significant } from '../../tutorial/numbers.ts';
import { Interrupted } from '../exit.ts';
import type { OwnFile } from '../files/write.ts';
import { keepAlive } from '../terminal/interrupt.ts';
import type { Progress } from '../terminal/progress.ts';

export interface TrainingRun {
  readonly trainer: Trainer;
  /** Up to which step. */
  readonly steps: number;
  /** Steps from one checkpoint to the next; none before the end when absent. */
  readonly checkpointEvery: number | undefined;
  readonly file: OwnFile;
  /** What to say of an interrupted training, of which so many steps are kept. */
  readonly howToGoOn: (step: number) => string;
  readonly progress: Progress;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes a training to its last step, telling how it goes, and keeps it in its file: on the way, at an interrupt and at the
 * end. @throws Interrupted
 */
export async function runTraining(run: TrainingRun): Promise<Checkpoint> {
  const { trainer, steps, checkpointEvery = steps, file, howToGoOn, progress, print, signal } = run;
  const begin = trainer.step;
  progress.begin('training', steps);
  // A hundred moves of the bar, a line at every twentieth of the way.
  const reportEvery = Math.max(1, Math.floor((steps - begin) / 100));
  let printed = begin;
  async function keep(): Promise<Checkpoint> {
    // The device may take a while to hand it over, and the disk to take it: as long as that lasts, something goes on.
    const going = setInterval(keepAlive, 1000);
    try {
      const checkpoint = await trainer.checkpoint();
      keepAlive();
      file.write(writeCheckpoint(sound(checkpoint)));
      return checkpoint;
    } finally {
      clearInterval(going);
    }
  }
  try {
    while (trainer.step < steps) {
      const until = Math.min(steps, (Math.floor(trainer.step / checkpointEvery) + 1) * checkpointEvery);
      for await (const { step, loss } of trainer.run({ steps: until - trainer.step, reportEvery, signal })) {
        progress.advance(step, `loss ${significant(loss)}`);
        if (step - printed < (steps - begin) / 20 && step < steps) continue;
        const mean = meanOf(trainer.losses().subarray(printed - begin));
        print(`step ${String(step).padStart(String(steps).length)}   mean loss ${mean.toFixed(4)}`);
        printed = step;
      }
      if (until < steps) await keep();
    }
  } catch (error) {
    if (!(error instanceof Interrupted) || trainer.step === 0) throw error;
    if (trainer.step > begin) await keep();
    throw new Interrupted(error.exitCode, howToGoOn(trainer.step));
  }
  return keep();
}

/** The last step may have ruined a state whose loss is not known yet: such a state is not worth the place of a good one. */
function sound(checkpoint: Checkpoint): Checkpoint {
  const { parameters, first, second, average = parameters } = checkpoint;
  for (const buffer of [parameters, first, second, average])
    if (!buffer.every(Number.isFinite)) throw new TrainingDivergedError(checkpoint.step);
  return checkpoint;
}

export function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
