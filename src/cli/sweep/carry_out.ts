import { existsSync } from 'node:fs';
import { type Checkpoint, modelOf } from '../../checkpoint.ts';
import type { Engine } from '../../engine.ts';
import { begin, goOn, type TrainingJob } from '../commands/training_job.ts';
import { requireTrainingRoom, trainerOf } from '../commands/training_room.ts';
import { runTraining } from '../commands/training_run.ts';
import { TrainingFailed } from '../exit.ts';
import { type Loaded, loadCheckpoint } from '../files/load.ts';
import { prepareFile } from '../files/write.ts';
import type { Progress } from '../terminal/progress.ts';
import type { SweepFolder } from './folder.ts';
import { lossesOf, type Measure } from './measure.ts';
import type { RunRecord } from './record.ts';
import type { SweepRun } from './runs.ts';

/** What runs are carried out with. */
export interface Means {
  readonly engine: Engine;
  readonly folder: SweepFolder;
  /** The points of the training, and what there is to say of where they come from. */
  readonly training: Loaded;
  readonly measure: Measure;
  /** What asked for the points. */
  readonly asked: '--data' | '--points';
  readonly progress: Progress;
  /** Called with each training before it begins or goes on. */
  readonly announce: (job: TrainingJob, from: number) => void;
  readonly signal: AbortSignal;
}

/** Checkpoints of a run unless asked for. */
const usualCheckpoints = 10;

/**
 * Trains a run to its end, from where it is, and measures it; returns what to write down of it.
 * @throws Interrupted, with the training kept as it is; UsageError, PathError, ArgumentError, DeviceError
 */
export async function carryOut(run: SweepRun, means: Means): Promise<RunRecord> {
  const { engine, folder, measure, signal } = means;
  const out = folder.model(run.number);
  const found = existsSync(out) ? await loadCheckpoint(out) : undefined;
  const resumedFrom = found?.step ?? 0;
  const { settings, seed, steps, number } = run;
  const { kind, adapter } = engine;
  const started = performance.now();
  const common = { run: number, settings, seed, steps, resumedFrom, engine: kind, adapter };
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  let checkpoint: Checkpoint;
  try {
    // It may have been ended between its last step and its measure.
    checkpoint = found && found.step >= steps ? found : await trained(run, found !== undefined, means);
  } catch (error) {
    if (!(error instanceof TrainingFailed)) throw error;
    const model = existsSync(out) ? { model: folder.modelName(number) } : {};
    return { ...common, status: 'diverged', divergedAt: error.step, seconds: seconds(), ...model };
  }
  const trainedFor = seconds();
  const { training, heldOut } = await lossesOf(engine, modelOf(checkpoint), measure, signal);
  return {
    ...{ ...common, status: 'finished', model: folder.modelName(number), seconds: trainedFor },
    ...(Number.isFinite(training.mean) && { trainingLoss: training.mean }),
    ...(Number.isFinite(heldOut.mean) && { heldOutLoss: heldOut.mean }),
    ...(Number.isFinite(heldOut.error) && { heldOutError: heldOut.error }),
  };
}

async function trained(run: SweepRun, resume: boolean, means: Means): Promise<Checkpoint> {
  const { engine, folder, training, asked, progress, announce, signal } = means;
  const { number, steps } = run;
  const out = folder.model(number);
  const request = run.request({ out, resume });
  const file = prepareFile(out, { force: false, resume });
  const load = async (): Promise<Loaded> => training;
  const job = await (resume ? goOn : begin)(request, load);
  const options = { network: '--hidden', data: asked } as const;
  requireTrainingRoom(engine, job, options, { out, folder: file.folder });
  using trainer = await trainerOf(engine, job, options);
  announce(job, trainer.step);
  const { checkpointEvery = Math.ceil(steps / usualCheckpoints) } = request;
  return await runTraining({
    ...{ trainer, steps, checkpointEvery, file, out, progress, signal },
    howToGoOn: (step) => `run ${number} is kept as it is after step ${step} of ${steps}`,
    // There may be hundreds of runs.
    print: () => {},
  });
}
