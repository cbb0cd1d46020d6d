import { advise } from '../advisor.ts';
import type { Output } from '../conditioning.ts';
import type { Engine, Trainer } from '../engine.ts';
import { writeModel } from '../files/index.ts';
import { type Model, mlp, parameterCount } from '../network.ts';
import { geometric, type Noise } from '../noise.ts';
import { deviationOf, type Points } from '../points.ts';
import { count, significant } from '../tutorial/numbers.ts';
import type { Command } from './command.ts';
import { loadPoints } from './data.ts';
import { describeSource } from './data_options.ts';
import { describeEngine, openEngine } from './engine.ts';
import { Interrupted } from './exit.ts';
import { prepareFile, writeFile } from './files.ts';
import { abortOnInterrupt } from './interrupt.ts';
import { createProgress, type Progress } from './progress.ts';
import { parseTrainArguments, type TrainRequest, trainHelp } from './train_options.ts';

export const train: Command = {
  summary: 'train a network on a target or on your data',
  async run(args) {
    const request = parseTrainArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(trainHelp);
  },
};

async function runRequest(request: TrainRequest): Promise<void> {
  const { source, out, json } = request;
  prepareFile(out, request);
  const data = await loadPoints(source, { count: request.points, seed: request.seed });
  const noise = request.noise ?? advisedLadder(data);
  // Not before: neither reading nor advising gives way, so that the handler would not be heard.
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    const network = mlp({ ...request, dimension: data.shape[1], output: outputFor(request, data) });
    print(`engine: ${describeEngine(engine)}`);
    print(`data: ${describeSource(source)}, ${count(data.shape[0])} points in ${data.shape[1]} dimension(s)`);
    print(`network: ${[...network.hidden].join(' × ') || 'linear'}, ${count(parameterCount(network))} parameters`);
    print(`noise: ${ladderInWords(noise)}${request.noise ? '' : ', as advised for these data'}`);
    const { optimizer, averaging, batch, noisePerRow, weighting, perturbation, seed } = request;
    using trainer = await engine.trainer({
      ...{ data, network, noise, optimizer, noisePerRow, weighting, perturbation, seed },
      ...(averaging && { averaging }),
      ...(batch !== undefined && { batch }),
    });
    const started = performance.now();
    await runTrainer(trainer, request, { progress, print, signal });
    const seconds = (performance.now() - started) / 1000;
    const model = await trainer.model();
    writeFile(out, writeModel(model));
    print(`wrote ${out} after ${seconds.toFixed(1)} s`);
    print(`next: scorefield sample --model ${out} --particles 10000 --out samples.npy`);
    if (json)
      process.stdout.write(
        `${JSON.stringify(summaryOf(request, { engine, data, model, trainer, seconds }), null, 2)}\n`,
      );
  } finally {
    progress.end();
    engine.dispose();
  }
}

interface Listeners {
  readonly progress: Progress;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** All steps, told as they go. An interrupt keeps the model as it then is. @throws Interrupted */
async function runTrainer(
  trainer: Trainer,
  { steps, out }: TrainRequest,
  { progress, print, signal }: Listeners,
): Promise<void> {
  progress.begin('training', steps);
  // A hundred moves of the bar, a line at every twentieth of the way.
  const reportEvery = Math.max(1, Math.floor(steps / 100));
  let printed = 0;
  try {
    for await (const { step, loss } of trainer.run({ steps, reportEvery, signal })) {
      progress.advance(step, `loss ${significant(loss)}`);
      if (step - printed < steps / 20 && step < steps) continue;
      const mean = meanOf(trainer.losses().subarray(printed));
      print(`step ${String(step).padStart(String(steps).length)}   mean loss ${mean.toFixed(4)}`);
      printed = step;
    }
  } catch (error) {
    if (!(error instanceof Interrupted) || trainer.step === 0) throw error;
    // What is done is kept by the trainer as after a whole run.
    writeFile(out, writeModel(await trainer.model()));
    throw new Interrupted(error.exitCode, `the model as it is after step ${trainer.step} of ${steps} is in ${out}`);
  }
}

function summaryOf(
  { source, seed, steps, out, optimizer, averaging, batch, noisePerRow, weighting, perturbation }: TrainRequest,
  found: { engine: Engine; data: Points; model: Model; trainer: Trainer; seconds: number },
) {
  const { engine, data, model, trainer, seconds } = found;
  const losses = trainer.losses();
  return {
    engine: engine.kind,
    adapter: engine.adapter,
    data: { ...source, count: data.shape[0], dimension: data.shape[1] },
    network: model.network,
    parameters: model.parameters.length,
    noise: model.noise,
    training: { seed, steps, batch: batch ?? 'all', noisePerRow, weighting, perturbation, optimizer, averaging },
    loss: { first: losses[0], last100: meanOf(losses.subarray(-100)) },
    seconds,
    out,
  };
}

function advisedLadder(data: Points): Noise {
  return geometric(advise(data));
}

function ladderInWords({ levels }: Noise): string {
  if (levels.length === 1) return `σ = ${significant(levels[0]!)} alone`;
  return `${levels.length} levels from σ = ${significant(levels[0]!)} to ${significant(levels.at(-1)!)}`;
}

function outputFor({ output }: TrainRequest, data: Points): Output {
  return typeof output === 'object' ? { edm: output.edm ?? deviationOf(data) } : output;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
