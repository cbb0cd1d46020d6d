import type { Checkpoint } from '../../checkpoint.ts';
import type { Concern } from '../../concerns/index.ts';
import type { Engine } from '../../engine.ts';
import { parameterCount } from '../../network.ts';
import type { Noise } from '../../noise.ts';
import { count, significant } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { labelsOfContext, namesOfContext } from '../condition.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { type Loaded, summaryOfSource } from '../files/load.ts';
import { prepareFile } from '../files/write.ts';
import { columnCell } from '../options/column_cell.ts';
import { describeSource } from '../options/source.ts';
import { parseTrainArguments, type TrainRequest, trainHelp } from '../options/train.ts';
import { optionsAlone } from '../options/words.ts';
import { lossOfSilence } from '../silent_loss.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress } from '../terminal/progress.ts';
import { optionWith, quoted } from '../terminal/shell.ts';
import { printResult } from '../terminal/streams.ts';
import { begin, goOn } from './training_job.ts';
import { requireTrainingRoom, trainerOf } from './training_room.ts';
import { meanOf, remedyFor, runTraining } from './training_run.ts';

export const train: Command = {
  summary: 'train a network on a target or on your data',
  async run(args) {
    const request = parseTrainArguments(args);
    if (request) await runRequest(request, args);
    else process.stdout.write(trainHelp);
  },
};

async function runRequest(request: TrainRequest, args: readonly string[]): Promise<void> {
  const { source, out, json, resume, checkpointEvery } = request;
  const file = prepareFile(out, request);
  const job = await (resume ? goOn : begin)(request);
  const { data, loaded, network, noise, transform, steps, concerns } = job;
  // Not before: neither reading nor advising gives way, so that the handler would not run.
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    const asked = {
      network: resume ? '--resume' : '--hidden',
      data: 'file' in source ? '--data' : '--points',
    } as const;
    requireTrainingRoom(engine, job, asked, { out, folder: file.folder });
    const [points, dimension] = data.shape;
    const units = transform ? ', standardised' : '';
    print(`engine: ${describeEngine(engine, request.engine)}`);
    print(`data: ${describeSource(source)}, ${count(points)} points in ${dimension} dimension(s)${units}`);
    for (const note of loaded.notes) print(optionsAlone(note));
    print(`network: ${[...network.hidden].join(' × ') || 'linear'}, ${count(parameterCount(network))} parameters`);
    print(`noise: ${ladderInWords(noise)}${request.noise || resume ? '' : ', as advised for these data'}`);
    for (const { message } of concerns) print(`note: ${optionsAlone(message)}`);
    using trainer = await trainerOf(engine, job, asked);
    const begun = trainer.step;
    if (resume) print(`goes on: from step ${begun} to step ${steps}`);
    const started = performance.now();
    const howToGoOn = (step: number): string =>
      `the training as it is after step ${step} of ${steps} is in ${out}; to go on: ${commandToGoOn(args, request)}`;
    const checkpoint = await runTraining({
      ...{ trainer, steps, checkpointEvery, file, out, howToGoOn, progress, print, signal },
    });
    const seconds = (performance.now() - started) / 1000;
    print(`wrote ${out} after ${seconds.toFixed(1)} s`);
    const losses = trainer.losses();
    const warning = warningOf(checkpoint, losses, concerns);
    if (warning) progress.print(warning.text, process.stderr);
    if (!warning?.diverged)
      print(
        `next: scorefield sample ${optionWith('--model', out)}${anyContext(checkpoint)} --particles 10000 --out samples.npy`,
      );
    if (json) {
      const found = { engine, loaded, concerns, checkpoint, losses, seconds, warning: warning?.text };
      printResult(jsonText(summaryOf(request, found)));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

/** The option that says a context of a conditional network, for example. */
function anyContext(checkpoint: Checkpoint): string {
  const { context } = checkpoint.network;
  if (!context) return '';
  const values = 'classes' in context ? labelsOfContext(checkpoint).slice(0, 1) : [];
  const cells = namesOfContext(checkpoint).map((name, j) => columnCell(`${name}=${values[j] ?? 0}`));
  return ` ${optionWith('--where', cells.join(','))}`;
}

/** The command of a training with what it takes to go on with it, for a shell. */
function commandToGoOn(args: readonly string[], { given, steps, resume }: TrainRequest): string {
  const more = [
    ...(given.has('steps') || steps === undefined ? [] : ['--steps', String(steps)]),
    ...(resume ? [] : ['--resume']),
  ];
  const words = [...args.filter((arg) => arg !== '--force'), ...more];
  return `scorefield train ${words.map(quoted).join(' ')}`;
}

/** What there is to say of a training that ended worse than a network that says nothing, by more than chance. */
function warningOf(
  { network, noise, settings }: Checkpoint,
  losses: Float32Array,
  concerns: readonly Concern[],
): { text: string; diverged: boolean } | undefined {
  // Not the mean, since rows far out make a few of them large.
  const last = medianOf(losses.subarray(-100));
  const silent = lossOfSilence(network.dimension, noise, settings);
  if (last <= 2 * silent) return undefined;
  const kinds = concerns.map(({ kind }) => kind);
  // Of rows far out it varies much from step to step, and is large whatever is learned of the others.
  const diverged = last > (kinds.includes('far-out') ? 10 : 1) * losses[0]!;
  const reason = kinds.length > 0 ? 'The notes above say why.' : 'Give more --steps.';
  return {
    diverged,
    text: `warning: the training ${diverged ? 'diverged' : 'has not come far'}: the median of its last losses is ${significant(last)}, but that of a network that says nothing is ${significant(silent)}. ${diverged ? remedyFor(settings) : reason}`,
  };
}

function medianOf(values: Float32Array): number {
  return values.toSorted()[values.length >> 1]!;
}

function summaryOf(
  { source, out }: TrainRequest,
  found: {
    engine: Engine;
    loaded: Loaded;
    concerns: readonly Concern[];
    checkpoint: Checkpoint;
    losses: Float32Array;
    seconds: number;
    warning: string | undefined;
  },
) {
  const { engine, loaded, concerns, checkpoint, losses, seconds, warning } = found;
  const [count, dimension] = loaded.points.shape;
  const { network, noise, transform, settings, step, parameters, contextColumns } = checkpoint;
  const begun = step - losses.length;
  return {
    engine: engine.kind,
    adapter: engine.adapter,
    data: { ...summaryOfSource(source, loaded), count, dimension },
    network,
    parameters: parameters.length,
    noise,
    transform,
    ...(contextColumns && { contextColumns }),
    concerns,
    training: {
      ...settings,
      seed: typeof settings.seed === 'bigint' ? String(settings.seed) : settings.seed,
      batch: settings.batch ?? 'all',
      steps: step,
      ...(begun > 0 && { resumedAt: begun }),
    },
    loss: { first: losses[0], last100: meanOf(losses.subarray(-100)) },
    ...(warning && { warning }),
    seconds,
    out,
  };
}

function ladderInWords({ levels }: Noise): string {
  if (levels.length === 1) return `σ = ${significant(levels[0]!)} alone`;
  return `${levels.length} levels from σ = ${significant(levels[0]!)} to ${significant(levels.at(-1)!)}`;
}
