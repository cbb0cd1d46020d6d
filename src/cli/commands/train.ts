import { advise } from '../../advisor.ts';
import type { Checkpoint } from '../../checkpoint.ts';
import type { Output } from '../../conditioning.ts';
import type { Engine, Trainer } from '../../engine.ts';
import { mlp, type Network, parameterCount } from '../../network.ts';
import { geometric, type Noise } from '../../noise.ts';
import { deviationOf, type Points } from '../../points.ts';
import { standardisation, standardised, type Transform } from '../../transform.ts';
import { count, significant } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { type Loaded, loadCheckpoint, loadPoints, summaryOfSource } from '../files/load.ts';
import { ownFile, prepareFile } from '../files/write.ts';
import { describeSource } from '../options/source.ts';
import { parseTrainArguments, type TrainRequest, trainHelp } from '../options/train.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
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
  /** What there is to say of where they come from, and the names of their columns. */
  readonly loaded: Loaded;
  readonly network: Network;
  readonly noise: Noise;
  readonly transform: Transform | undefined;
  readonly steps: number;
  readonly trainer: (engine: Engine) => Promise<Trainer>;
}

async function runRequest(request: TrainRequest, args: readonly string[]): Promise<void> {
  const { source, out, json, resume, checkpointEvery } = request;
  prepareFile(out, { force: request.force || resume });
  const file = ownFile(out, request);
  const {
    data,
    loaded,
    network,
    noise,
    transform,
    steps,
    trainer: makeTrainer,
  } = await (resume ? goOn : begin)(request);
  // Not before: neither reading nor advising gives way, so that the handler would not run.
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    const [points, dimension] = data.shape;
    const units = transform ? ', standardised' : '';
    print(`engine: ${describeEngine(engine)}`);
    print(`data: ${describeSource(source)}, ${count(points)} points in ${dimension} dimension(s)${units}`);
    for (const note of loaded.notes) print(note);
    print(`network: ${[...network.hidden].join(' × ') || 'linear'}, ${count(parameterCount(network))} parameters`);
    print(`noise: ${ladderInWords(noise)}${request.noise || resume ? '' : ', as advised for these data'}`);
    using trainer = await makeTrainer(engine);
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
      const found = { engine, loaded, checkpoint, losses: trainer.losses(), seconds };
      process.stdout.write(jsonText(summaryOf(request, found)));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

async function begin(request: TrainRequest): Promise<Job> {
  const { source, points, standardise, optimizer, averaging, batch, noisePerRow, weighting, perturbation, seed } =
    request;
  const loaded = await loadPoints(source, { count: points, seed });
  const data = loaded.points;
  const transform = standardise && standardisation(data, standardise);
  const learned = transform ? standardised(data, transform) : data;
  const noise = request.noise ?? geometric(advise(learned));
  const network = mlp({ ...request, dimension: data.shape[1], output: outputFor(request, learned) });
  const options = {
    ...{ data, network, noise, optimizer, noisePerRow, weighting, perturbation, seed },
    ...(averaging && { averaging }),
    ...(batch !== undefined && { batch }),
    ...(transform && { standardise: transform }),
  };
  // Where a training begins, the steps are given or have their default.
  return {
    ...{ data, loaded, network, noise, transform, steps: request.steps! },
    trainer: (engine) => engine.trainer(options),
  };
}

async function goOn(request: TrainRequest): Promise<Job> {
  const { checkpoint, steps, points, seed } = resumptionOf(request, await loadCheckpoint(request.out));
  const loaded = await loadPoints(request.source, { count: points, seed });
  const data = loaded.points;
  requireSameData(request, checkpoint, data);
  const { network, noise, transform } = checkpoint;
  return {
    ...{ data, loaded, network, noise, transform, steps },
    trainer: (engine) => engine.trainer({ data, checkpoint }),
  };
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
  found: { engine: Engine; loaded: Loaded; checkpoint: Checkpoint; losses: Float32Array; seconds: number },
) {
  const { engine, loaded, checkpoint, losses, seconds } = found;
  const [count, dimension] = loaded.points.shape;
  const { network, noise, transform, settings, step, parameters } = checkpoint;
  const begun = step - losses.length;
  return {
    engine: engine.kind,
    adapter: engine.adapter,
    data: { ...summaryOfSource(source, loaded), count, dimension },
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

function outputFor({ output }: TrainRequest, data: Points): Output {
  return typeof output === 'object' ? { edm: output.edm ?? deviationOf(data) } : output;
}
