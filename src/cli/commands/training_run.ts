import { type Checkpoint, modelOf } from '../../checkpoint.ts';
import { DeviceLostError } from '../../device_lost_error.ts';
import { OutOfMemoryError, TrainingDivergedError } from '../../errors.ts';
import { writeCheckpoint, writeModel } from '../../files/index.ts';
import type { Trainer } from '../../trainer.ts';
import type { TrainingSettings } from '../../training_settings.ts';
import { significant } from '../../tutorial/numbers.ts';
import { interruptionLines } from '../engine_words.ts';
import { Interrupted, PathError, TrainingFailed } from '../exit.ts';
import type { OutputFile } from '../files/write.ts';
import type { Progress } from '../terminal/progress.ts';

export interface TrainingRun {
  readonly trainer: Trainer;
  /** Up to which step. */
  readonly steps: number;
  /** Steps from one checkpoint to the next; none before the end when absent. */
  readonly checkpointEvery: number | undefined;
  readonly file: OutputFile;
  /** The name of it. */
  readonly out: string;
  /** What to say of an interrupted training, of which so many steps are kept. */
  readonly howToGoOn: (step: number) => string;
  readonly progress: Progress;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes a training to its last step, telling how it goes, and keeps it in its file: on the way, at an interrupt, where it diverges
 * or has no memory, and at the end. A checkpoint on the way that cannot be written is tried again at the next.
 * @throws Interrupted, OutOfMemoryError, TrainingFailed when it diverges, DeviceLostError when its device is lost for good, PathError when what is left cannot be written to its file
 */
export async function runTraining(run: TrainingRun): Promise<Checkpoint> {
  const { trainer, steps, checkpointEvery = steps, file, out, howToGoOn, progress, print, signal } = run;
  const begin = trainer.step;
  progress.begin('training', steps);
  // A hundred moves of the bar, a line at every twentieth of the way.
  const reportEvery = Math.max(1, Math.floor((steps - begin) / 100));
  let printed = begin;
  async function keep(): Promise<Checkpoint> {
    const checkpoint = await soundState(trainer);
    file.writeLast(writeCheckpoint(checkpoint));
    return checkpoint;
  }
  // The step of what is in the file.
  let kept = begin > 0 ? begin : undefined;
  let complaint = '';
  async function keepOnTheWay(): Promise<void> {
    const checkpoint = await soundState(trainer);
    try {
      file.write(writeCheckpoint(checkpoint));
      kept = checkpoint.step;
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      if (error.message !== complaint)
        progress.print(`warning: ${error.message}; the training goes on`, process.stderr);
      complaint = error.message;
    }
  }
  async function takeSteps(): Promise<void> {
    while (trainer.step < steps) {
      const until = Math.min(steps, (Math.floor(trainer.step / checkpointEvery) + 1) * checkpointEvery);
      for await (const { step, loss, interruptions } of trainer.run({
        steps: until - trainer.step,
        reportEvery,
        signal,
      })) {
        for (const line of interruptionLines(interruptions, 'step')) progress.print(line, process.stderr);
        progress.advance(step, `loss ${significant(loss)}`);
        if (step - printed < (steps - begin) / 20 && step < steps) continue;
        const mean = meanOf(trainer.losses().subarray(printed - begin));
        print(`step ${String(step).padStart(String(steps).length)}   mean loss ${mean.toFixed(4)}`);
        printed = step;
      }
      if (until < steps) await keepOnTheWay();
    }
  }
  try {
    try {
      await takeSteps();
    } catch (error) {
      // After either of these the trainer still works.
      if (!(error instanceof Interrupted || error instanceof OutOfMemoryError) || trainer.step === 0) throw error;
      if (trainer.step > begin) await keep();
      const left = howToGoOn(trainer.step);
      if (error instanceof Interrupted) throw new Interrupted(error.exitCode, left);
      throw new OutOfMemoryError(`${error.message.replace(/\.$/, '')}; ${left}`, { cause: error });
    }
    return await keep();
  } catch (error) {
    if (error instanceof DeviceLostError) throw keepLost(error);
    if (!(error instanceof TrainingDivergedError)) throw error;
    throw new TrainingFailed(
      `training: it diverged at step ${error.step}, and ${await keepDiverged()}. ${remedyFor((await trainer.checkpoint()).settings)}`,
      error.step,
    );
  }

  /** Keeps what the host has of a training whose device is lost for good, and says what there is to show for it. */
  function keepLost(error: DeviceLostError): Error {
    const { checkpoint, reason } = error;
    if (checkpoint && checkpoint.step > (kept ?? begin) && isSound(checkpoint)) {
      file.writeLast(writeCheckpoint(checkpoint));
      kept = checkpoint.step;
    }
    if (kept === undefined) return error;
    return new DeviceLostError(`${error.message.replace(/\.$/, '')}; ${howToGoOn(kept)}`, reason, { cause: error });
  }

  /** Keeps the last state whose loss was finite, and says what there is now to show for the work. */
  async function keepDiverged(): Promise<string> {
    const checkpoint = await trainer.checkpoint();
    const { step } = checkpoint;
    const model = modelOf(checkpoint);
    const last = `the state after ${step} step(s), the last whose loss was finite, is in ${out}`;
    if (step > begin && isSound(checkpoint)) {
      file.writeLast(writeCheckpoint(checkpoint));
      return last;
    }
    if (kept !== undefined) return `the state after ${kept} step(s) is in ${out}`;
    // Squares of gradients overflow before the loss does.
    if (step === begin || !model.parameters.every(Number.isFinite)) return 'left nothing that is worth keeping';
    file.writeLast(writeModel(model));
    return `${last}, as a model that cannot be trained further`;
  }
}

/** What to do about a training that diverged. */
export function remedyFor({ optimizer: { clip } }: TrainingSettings): string {
  const clipping = clip === undefined ? 'give --clip 1' : 'give a smaller --clip';
  return `Lower --learning-rate, ${clipping}, or --standardise columns where the spread of the data is far from 1.`;
}

/**
 * The present state. A last step may have ruined it without its loss being known yet: the trainer then finds out by a step more, and
 * goes back to the last state whose loss was finite. @throws TrainingDivergedError
 */
async function soundState(trainer: Trainer): Promise<Checkpoint> {
  const checkpoint = await trainer.checkpoint();
  if (isSound(checkpoint)) return checkpoint;
  if (!checkpoint.parameters.every(Number.isFinite)) for await (const _ of trainer.run({ steps: 1 }));
  throw new TrainingDivergedError(checkpoint.step);
}

function isSound({ parameters, first, second, average = parameters }: Checkpoint): boolean {
  return [parameters, first, second, average].every((buffer) => buffer.every(Number.isFinite));
}

export function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
