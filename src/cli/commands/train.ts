import { advise } from '../../advisor.ts';
import type { Checkpoint } from '../../checkpoint.ts';
import type { Output } from '../../conditioning.ts';
import type { Engine, Trainer } from '../../engine.ts';
import { ArgumentError } from '../../errors.ts';
import { mlp, type Network, parameterCount } from '../../network.ts';
import { geometric, type Noise } from '../../noise.ts';
import { deviationOf, type Points } from '../../points.ts';
import { standardisation, standardised, type Transform } from '../../transform.ts';
import { count, significant } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { UsageError } from '../exit.ts';
import { loadCheckpoint, loadPoints } from '../files/load.ts';
import { ownFile, prepareFile } from '../files/write.ts';
import { requireTrainingMemory } from '../memory.ts';
import { describeSource } from '../options/source.ts';
import { parseTrainArguments, type TrainRequest, trainHelp } from '../options/train.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { createProgress } from '../terminal/progress.ts';
import { requireSameData, resumptionOf } from './resume.ts';
import { meanOf, runTraining } from './training_run.ts';

export const train: Command = {
  summary: 'train a network on a target or on your data',
  async run(args) {
    const request = parseTrainArguments(args);
    if (request) await runRequest(request, args);
    else process.stdout.write(trainHelp);
  },
};

/** A training that can begin, or go on: what it is about, and what makes its trainer. */
interface Job {
  readonly data: Points;
  readonly network: Network;
  readonly noise: Noise;
  readonly transform: Transform | undefined;
  /** Whether an average of the parameters is kept. */
  readonly averaged: boolean;
  readonly steps: number;
  readonly trainer: (engine: Engine) => Promise<Trainer>;
}

async function runRequest(request: TrainRequest, args: readonly string[]): Promise<void> {
  const { source, out, json, resume, checkpointEvery } = request;
  prepareFile(out, { force: request.force || resume });
  const file = ownFile(out, request);
  const job = await (resume ? goOn : begin)(request);
  const { data, network, noise, transform, steps, trainer: makeTrainer } = job;
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
    requireTrainingMemory(engine, job, asked);
    const [points, dimension] = data.shape;
    const units = transform ? ', standardised' : '';
    print(`engine: ${describeEngine(engine)}`);
    print(`data: ${describeSource(source)}, ${count(points)} points in ${dimension} dimension(s)${units}`);
    print(`network: ${[...network.hidden].join(' × ') || 'linear'}, ${count(parameterCount(network))} parameters`);
    print(`noise: ${ladderInWords(noise)}${request.noise || resume ? '' : ', as advised for these data'}`);
    using trainer = await namedByOption(makeTrainer(engine), asked);
    const begun = trainer.step;
    if (resume) print(`goes on: from step ${begun} to step ${steps}`);
    const started = performance.now();
    const howToGoOn = (step: number): string =>
      `the training as it is after step ${step} of ${steps} is in ${out}; to go on: ${commandToGoOn(args, request)}`;
    const checkpoint = await runTraining({
      ...{ trainer, steps, checkpointEvery, file, howToGoOn, progress, print, signal },
    });
    const seconds = (performance.now() - started) / 1000;
    print(`wrote ${out} after ${seconds.toFixed(1)} s`);
    print(`next: scorefield sample --model ${out} --particles 10000 --out samples.npy`);
    if (json) {
      const found = { engine, data, checkpoint, losses: trainer.losses(), seconds };
      process.stdout.write(`${JSON.stringify(summaryOf(request, found), null, 2)}\n`);
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

async function begin(request: TrainRequest): Promise<Job> {
  const { source, points, standardise, optimizer, averaging, batch, noisePerRow, weighting, perturbation, seed } =
    request;
  const data = await loadPoints(source, { count: points, seed });
  const transform = standardise && standardisation(data, standardise);
  const learned = transform ? standardised(data, transform) : data;
  const noise = request.noise ?? advisedLadder(learned);
  const { hidden, activation, conditioning } = request;
  const output = outputFor(request, learned);
  const network = mlp({ dimension: data.shape[1], hidden, activation, conditioning, output });
  const options = {
    ...{ data, network, noise, optimizer, noisePerRow, weighting, perturbation, seed },
    ...(averaging && { averaging }),
    ...(batch !== undefined && { batch }),
    ...(transform && { standardise: transform }),
  };
  return {
    ...{ data, network, noise, transform, averaged: averaging !== undefined },
    // Where a training begins, the steps are given or have their default.
    steps: request.steps!,
    trainer: (engine) => engine.trainer(options),
  };
}

async function goOn(request: TrainRequest): Promise<Job> {
  const { checkpoint, steps, points, seed } = resumptionOf(request, await loadCheckpoint(request.out));
  const data = await loadPoints(request.source, { count: points, seed });
  requireSameData(request, checkpoint, data);
  const { network, noise, transform, settings } = checkpoint;
  return {
    ...{ data, network, noise, transform, averaged: settings.averaging !== undefined, steps },
    trainer: (engine) => engine.trainer({ data, checkpoint }),
  };
}

/** Names what a device cannot hold by the option that asked for it. @throws UsageError */
async function namedByOption(made: Promise<Trainer>, { network }: { readonly network: string }): Promise<Trainer> {
  try {
    return await made;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    if (error.argument === 'network') throw new UsageError(`${network}: ${error.message}`);
    if (error.argument.startsWith('rows of a step')) throw new UsageError(`--batch: ${error.message}`);
    throw error;
  }
}

/** The command of a training with what it takes to go on with it, for a shell. */
function commandToGoOn(args: readonly string[], { given, steps, resume }: TrainRequest): string {
  const more = [
    ...(given.has('steps') || steps === undefined ? [] : ['--steps', String(steps)]),
    ...(resume ? [] : ['--resume']),
  ];
  const words = [...args.filter((arg) => arg !== '--force'), ...more];
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`));
  return `scorefield train ${quoted.join(' ')}`;
}

function summaryOf(
  { source, out }: TrainRequest,
  found: { engine: Engine; data: Points; checkpoint: Checkpoint; losses: Float32Array; seconds: number },
) {
  const { engine, data, checkpoint, losses, seconds } = found;
  const { network, noise, transform, settings, step, parameters } = checkpoint;
  const begun = step - losses.length;
  return {
    engine: engine.kind,
    adapter: engine.adapter,
    data: { ...source, count: data.shape[0], dimension: data.shape[1] },
    network,
    parameters: parameters.length,
    noise,
    transform,
    training: {
      ...settings,
      seed: typeof settings.seed === 'bigint' ? String(settings.seed) : settings.seed,
      batch: settings.batch ?? 'all',
      steps: step,
      ...(begun > 0 && { resumedAt: begun }),
    },
    loss: { first: losses[0], last100: meanOf(losses.subarray(-100)) },
    seconds,
    out,
  };
}

function ladderInWords({ levels }: Noise): string {
  if (levels.length === 1) return `σ = ${significant(levels[0]!)} alone`;
  return `${levels.length} levels from σ = ${significant(levels[0]!)} to ${significant(levels.at(-1)!)}`;
}

function advisedLadder(data: Points): Noise {
  const { from, to, levels } = advise(data);
  return geometric({ from, to, levels });
}

function outputFor({ output }: TrainRequest, data: Points): Output {
  return typeof output === 'object' ? { edm: output.edm ?? deviationOf(data) } : output;
}
