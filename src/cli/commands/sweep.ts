import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOfContexts } from '../../contexts/point_contexts.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { quotedWhole } from '../../quoted.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { Interrupted, PathError, TrainingFailed } from '../exit.ts';
import { loadPoints } from '../files/load.ts';
import { describeSource } from '../options/source.ts';
import { parseSweepArguments, type SweepRequest, sweepHelp } from '../options/sweep.ts';
import { optionsAlone } from '../options/words.ts';
import { carryOut, type Means } from '../sweep/carry_out.ts';
import { openSweep, type SweepFolder, sweepFiles } from '../sweep/folder.ts';
import { partsOf } from '../sweep/measure.ts';
import { ranked } from '../sweep/record.ts';
import { describeRun, runsOf, type SweepRun } from '../sweep/runs.ts';
import { notInRanking, rankingOf, writeTables } from '../sweep/table.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress } from '../terminal/progress.ts';
import { optionWith, quoted } from '../terminal/shell.ts';
import { printResult } from '../terminal/streams.ts';
import { textTable } from '../terminal/text_table.ts';

export const sweep: Command = {
  summary: 'train over a grid of settings and seeds, and keep the best',
  async run(args) {
    const request = parseSweepArguments(args);
    if (request) await runRequest(request, args);
    else process.stdout.write(sweepHelp);
  },
};

/** Of the draws of a target: the same for all runs. */
const drawsSeed = 0;

type Print = (line: string) => void;

async function runRequest(request: SweepRequest, args: readonly string[]): Promise<void> {
  const { base, out, task, json } = request;
  const runs = runsOf(request, request.file === undefined ? undefined : textIn(request.file));
  const loaded = await loadPoints(base.source, { count: base.points, seed: drawsSeed });
  const { training, measure } = partsOf(loaded, request);
  const folder = openSweep(out, {
    data: fingerprintOf(loaded.points),
    ...(loaded.contexts && { contexts: fingerprintOf(rowsOfContexts(loaded.contexts)) }),
    holdOut: request.holdOut,
    standardise: base.standardise ?? 'none',
    seeds: request.seeds,
    settings: runs.filter(({ seed }) => seed === request.seeds[0]).map(({ settings }) => settings),
  });
  // Not before: neither reading nor advising gives way, so that the handler would not run.
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print: Print = (line) => progress.print(line, json ? process.stderr : process.stdout);

  const ended = new Set(folder.records().map(({ run }) => run));
  const own = task ? runs.filter(({ number }) => number % task.count === task.index) : runs;
  const left = own.filter(({ number }) => !ended.has(number));
  const [points, dimension] = loaded.points.shape;
  const heldOut = points - training.points.shape[0];
  print(`sweep: ${count(runs.length)} runs in ${out}, of which ${count(ended.size)} have ended`);
  if (task)
    print(`task: ${task.index} (from 0) of ${task.count}, which has ${count(left.length)} of the others to make`);
  print(
    `data: ${describeSource(base.source)}, ${count(points)} points in ${dimension} dimension(s), of which ${count(heldOut)} are held out`,
  );
  for (const note of loaded.notes) print(optionsAlone(note));
  try {
    const means = {
      ...{ folder, measure, progress, signal },
      training: { ...loaded, ...training },
      asked: 'file' in base.source ? '--data' : '--points',
    } as const;
    if (left.length > 0) await carryOutAll(left, request, means, print);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const done = `${folder.records().length} of ${runs.length} runs have ended, and the one under way is kept as it is`;
    throw new Interrupted(error.exitCode, `${done}; to go on: scorefield sweep ${args.map(quoted).join(' ')}`);
  } finally {
    progress.end();
  }
  // With the weight σ² of the measure, ½E‖ε‖².
  await conclude({ runs, silence: dimension / 2 }, request, folder, print);
}

/** Carries out runs one after another, and writes down what became of each. */
async function carryOutAll(
  left: readonly SweepRun[],
  { base, common }: SweepRequest,
  means: Omit<Means, 'engine' | 'announce'>,
  print: Print,
): Promise<void> {
  const { folder, progress, signal } = means;
  const engine = await openEngine(base.engine);
  try {
    print(`engine: ${describeEngine(engine, base.engine)}`);
    const said = new Set<string>();
    for (const [i, run] of left.entries()) {
      signal.throwIfAborted();
      print(`run ${run.number}, ${i + 1} of ${left.length}: ${describeRun(run, common)}`);
      const announce: Means['announce'] = ({ concerns, steps }, from) => {
        if (from > 0) print(`goes on: from step ${from} to step ${steps}`);
        // Most are of the data, and so of all runs.
        for (const { message } of concerns.filter(({ message }) => !said.has(message))) {
          said.add(message);
          print(`note: ${optionsAlone(message)}`);
        }
      };
      const record = await carryOut(run, { ...means, engine, announce });
      folder.keep(record);
      progress.end();
      const { heldOutLoss, divergedAt } = record;
      if (divergedAt !== undefined) print(`diverged at step ${divergedAt}`);
      else print(`loss on points held out: ${heldOutLoss?.toPrecision(5) ?? 'not finite'}`);
      await writeTables(folder);
    }
  } finally {
    engine.dispose();
  }
}

/** Says how far the sweep is and which run is the best, whose model it copies when all have ended. @throws TrainingFailed */
async function conclude(
  { runs, silence }: { readonly runs: readonly SweepRun[]; readonly silence: number },
  { out, common, json }: SweepRequest,
  folder: SweepFolder,
  print: Print,
): Promise<void> {
  const records = await writeTables(folder);
  const [best] = ranked(records);
  const complete = records.length === runs.length;
  if (best) print(`\n${textTable(rankingOf(records, common))}`);
  for (const line of notInRanking(records, common)) print(line);
  if (best && best.heldOutLoss! > silence)
    print(
      `warning: the best run is worse than a network that says nothing, whose loss is ${silence}; lower --learning-rate, or give more --steps`,
    );
  const file = join(out, sweepFiles.best);
  if (complete && best) folder.write(sweepFiles.best, bytesIn(folder.model(best.run)));
  print(
    `wrote ${[sweepFiles.csv, sweepFiles.parquet, ...(complete && best ? [sweepFiles.best] : [])].map((name) => join(out, name)).join(', ')}`,
  );
  if (!complete) print(`${count(records.length)} of ${count(runs.length)} runs have ended`);
  else if (best) print(`next: scorefield sample ${optionWith('--model', file)} --particles 10000 --out samples.npy`);
  if (json)
    printResult(jsonText({ runs: records, of: runs.length, best: best?.run, ...(complete && best && { out: file }) }));
  if (complete && !best)
    throw new TrainingFailed(
      `training: every run diverged, see ${join(out, sweepFiles.csv)}. Lower --learning-rate, or give --clip 1.`,
      Math.min(...records.map(({ divergedAt = 0 }) => divergedAt)),
    );
}

/** @throws PathError */
function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PathError(`--settings: cannot read ${quotedWhole(file)}: ${(error as Error).message}`);
  }
}

/** @throws PathError */
function bytesIn(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PathError(
      `--out: cannot read the best model, ${quotedWhole(file)}: ${(error as Error).message}; without the record beside it, that run is made again`,
    );
  }
}
