import { UsageError } from '../exit.ts';
import { type ArrayTask, arrayTask, type Environment } from './array_task.ts';
import { engineHelp } from './engine.ts';
import { commonHelp, integer, number, readOptions, refused, required } from './read.ts';
import { sourceHelp } from './source.ts';
import { parseTrainArguments, type TrainRequest, trainOptions } from './train.ts';

/** Options of `train` by their names without dashes, as they are given there. */
export type Settings = Readonly<Record<string, string>>;

/** Values of options of `train`, of which every combination is meant. */
export type Grid = Readonly<Record<string, readonly string[]>>;

/** The options of `train` that runs of a sweep may have each its own of. */
export const sweptOptions = [
  ...['hidden', 'activation', 'conditioning', 'output', 'sigmas', 'noise-per-row', 'perturbation', 'weighting'],
  ...['batch', 'steps', 'optimizer', 'learning-rate', 'schedule', 'beta2', 'weight-decay', 'clip', 'ema'],
  'condition-dropout',
] as const;

/** What `scorefield sweep` was asked to do. */
export interface SweepRequest {
  /** Options of a training that all runs have. */
  readonly common: Settings;
  /** Further options of `train` that hold for every run, as on its command line: where data come from, and how to go about it. */
  readonly everywhere: readonly string[];
  /** What the options of all runs stand for. */
  readonly base: TrainRequest;
  readonly grid: Grid;
  /** A JSON file of more settings. */
  readonly file: string | undefined;
  /** In ascending order, each once. */
  readonly seeds: readonly number[];
  /** Share of the points that no run is trained on. */
  readonly holdOut: number;
  /** Of the runs, those that are this process's to make; all unless given. */
  readonly task: ArrayTask['place'];
  /** A folder. */
  readonly out: string;
  readonly json: boolean;
}

/** Most seeds, and most runs. */
export const mostRuns = 10_000;

export const sweepHelp = `Usage: scorefield sweep --target NAME | --data FILE --grid OPTION=VALUE/VALUE/… --out DIR [OPTION …]

Trains a network for every combination of settings and seeds, measures all of them on the same points, which none was
trained on, and keeps the best. A run is what "train" makes of its options. A run that is finished is not made again,
and one that was interrupted goes on from its last checkpoint: to go on, or to have a folder's table again, repeat the
command.

Settings:
  --grid OPTION=VALUE/VALUE/…  values of an option of "train", as in --grid learning-rate=0.01/0.003 or
                               --grid hidden=64,64/128,128; may be given for several options, and all combinations
                               are taken
  --settings FILE              the same in a JSON file: { "learning-rate": [0.01, 0.003], "hidden": "64,64" }, or a list
                               of such, of which each stands for its own combinations; all are combined with --grid
  --seeds SEED,…               keys of the random numbers, each a run of every setting; such as 0-4 or 0,7,20-29
                               (default 0)
  all options of "train" that tell how a network is made and trained, such as --steps 2000: they hold for all runs

Data:
${sourceHelp}
  --points N                   how many points are drawn of a target, once for all runs (default 10000)
  --standardise columns|global|robust
                               as in "train"; for all runs the same, since losses in other units do not compare
  --holdout SHARE              share of the points that is held out, above 0 and below 1 (default 0.1)

Measure:
  The best run is the one with the lowest loss of denoising score matching, ½‖σ·s + ε‖², on the points held out. Noise
  levels (at most 16, over the range of --sigmas or else of what "advise" says), their weights and the noise itself are
  the same for all runs, whatever their settings, so that losses compare: the difference of two is an unbiased estimate
  of how much closer one score is to the true one, in ½σ²‖s − ∇log p‖² averaged over the levels. The loss on points of
  the training is measured in the same way; where it is much lower, the network has learned these by heart. "evaluate"
  judges samples.

Many processes:
  --task I/N                   make every N-th run only, from run I on, with I from 0
  --tasks N                    the same, with I from a job array: SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, from 0.
                               A Slurm array alone, without gaps, says both I and N; --task 0/1 makes all runs in it

${engineHelp}
  --checkpoint-every N         keep each training after every N steps (default: ten times in a run)
  --out DIR                    where all goes: runs.csv and runs.parquet, a row for each run that has ended, with its
                               settings, losses, steps and the best marked; best.safetensors, once all runs have ended,
                               a copy of the best model; runs/, the models; sweep.json, what is swept
${commonHelp}`;

const { seed: _, out, resume: __, force: ___, ...shared } = trainOptions;

const options = {
  ...shared,
  grid: { type: 'string', multiple: true },
  settings: { type: 'string' },
  seeds: { type: 'string', default: '0' },
  holdout: { type: 'string', default: '0.1' },
  task: { type: 'string' },
  tasks: { type: 'string' },
  out,
} as const;

/**
 * Reads the options; undefined stands for --help.
 * @param env where a scheduler says which task this is
 * @throws UsageError
 */
export function parseSweepArguments(args: readonly string[], env: Environment = process.env): SweepRequest | undefined {
  const { grid, settings, seeds, holdout, task, tasks, out, help, json, ...given } = readOptions(
    'sweep',
    args,
    options,
  );
  if (help) return undefined;
  const isSwept = ([name]: readonly [string, string]): boolean => sweptOptions.some((option) => option === name);
  const all = Object.entries(given);
  const common = Object.fromEntries(all.filter(isSwept));
  const everywhere = wordsOf(Object.fromEntries(all.filter((entry) => !isSwept(entry))));
  const base = parseTrainArguments([...everywhere, ...wordsOf(common), '--out=all.safetensors'])!;
  return {
    ...{ common, everywhere, base },
    grid: gridOf(grid ?? [], common),
    file: settings === undefined ? undefined : required('--settings', settings, 'a JSON file'),
    seeds: seedsOf(seeds),
    holdOut: number('--holdout', holdout, { above: 0, below: 1 }),
    task: taskOf(task, tasks, env),
    out: required('--out', out, 'a folder'),
    json,
  };
}

/** Settings as words of a command line. */
export function wordsOf(settings: Settings): string[] {
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}

/** Refuses an option that runs may not differ in, or that all have one value of. @throws UsageError */
export function requireSwept(where: string, name: string, common: Settings): void {
  if (!sweptOptions.some((option) => option === name)) throw refused(where, name, `one of ${sweptOptions.join(', ')}`);
  if (Object.hasOwn(common, name))
    throw new UsageError(`${where}: --${name} is given beside it; leave one of them out`);
}

function gridOf(given: readonly string[], common: Settings): Grid {
  const grid: Record<string, readonly string[]> = {};
  for (const entry of given) {
    const [, name, values] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
    if (name === undefined || values === undefined || values.split('/').includes(''))
      throw refused('--grid', entry, 'an option of "train" and its values, such as learning-rate=0.01/0.003');
    requireSwept('--grid', name, common);
    if (Object.hasOwn(grid, name)) throw new UsageError(`--grid ${name}: given twice; give all its values at once`);
    grid[name] = values.split('/');
  }
  return grid;
}

function seedsOf(given: string): number[] {
  const seeds = new Set<number>();
  for (const part of given.split(',')) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) throw refused('--seeds', given, 'seeds and ranges of them, such as 0-4 or 0,7,20-29');
    const from = integer('--seeds', first, 0, Number.MAX_SAFE_INTEGER);
    const to = integer('--seeds', last!, from, Math.min(Number.MAX_SAFE_INTEGER, from + mostRuns - 1));
    for (let seed = from; seed <= to; seed++) seeds.add(seed);
  }
  return [...seeds].sort((a, b) => a - b);
}

function taskOf(task: string | undefined, tasks: string | undefined, env: Environment): SweepRequest['task'] {
  const count = integer('--tasks', tasks, 1, mostRuns);
  if (task !== undefined) {
    if (count !== undefined) throw new UsageError('--tasks: not with --task I/N, which says it');
    return oneTask(task);
  }
  const found = arrayTask(env);
  if (count === undefined) {
    if (!found || found.place) return found?.place;
    throw new UsageError(
      `--tasks N is missing: ${found.variable} is ${found.number}, but nothing says of how many; with it, that is the number of the task, from 0`,
    );
  }
  if (!found)
    throw new UsageError(
      '--tasks: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX says which of them this is; give --task I/N',
    );
  if (found.number < count) return { index: found.number, count };
  throw new UsageError(`--tasks: ${found.variable} is ${found.number}, but of ${count} tasks the last is ${count - 1}`);
}

function oneTask(given: string): SweepRequest['task'] {
  const [index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? []).slice(1).map(Number);
  if (index !== undefined && count !== undefined && index < count && count <= mostRuns) return { index, count };
  throw refused('--task', given, `I/N, such as 0/8, with N from 1 to ${mostRuns} and I from 0 to N − 1`);
}
