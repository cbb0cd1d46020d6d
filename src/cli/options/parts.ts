import { UsageError } from '../exit.ts';
import { arrayTask, type Environment } from './array_task.ts';
import { integer, refused } from './read.ts';

/** What the parts of samples can be. */
export const partsFormats = ['parquet', 'npy', 'csv'] as const;
export type PartsFormat = (typeof partsFormats)[number];

/** Most parts, so that their numbers have five digits. */
export const mostParts = 100_000;

/** Which parts of the samples this process is to draw. */
export interface PartsRequest {
  /** Parts in all; as many as are of a handy size unless given. */
  readonly total: number | undefined;
  /** The only one that is drawn here, from 0; all of them unless given. */
  readonly only: number | undefined;
  /** What says so, where it is the environment. */
  readonly by: string | undefined;
}

export const partsOptions = {
  shard: { type: 'string' },
  shards: { type: 'string' },
  parts: { type: 'string' },
  resume: { type: 'boolean', default: false },
} as const;

export const partsHelp = `  --parts N                    with --out FOLDER/: how many parts the samples are written in, one after another; one
                               that is there already is checked and kept (default: parts of ${2 ** 24} numbers)
  --shard I/N                  of N parts, draw part I alone, from 0: the particles are those of a run that draws all
  --shards N                   the same, with I from a job array: SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, from 0.
                               In a Slurm array --out FOLDER/ alone takes both I and N from it
  --resume                     draw the parts that --out FOLDER/ still lacks, by the settings that it was begun with`;

type Values = {
  readonly shard?: string | undefined;
  readonly shards?: string | undefined;
  readonly parts?: string | undefined;
};

/** Which parts are asked for, by options or else by the job array that this process is a task of. @throws UsageError */
export function partsRequestOf({ shard, shards, parts }: Values, environment: Environment): PartsRequest {
  const given = Object.entries({ shard, shards, parts }).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw new UsageError(`both --${given[0]![0]} and --${given[1]![0]} given: it must be one of them`);
  if (shard !== undefined) return shardOf(shard);
  if (parts !== undefined) return { total: integer('--parts', parts, 1, mostParts), only: undefined, by: undefined };
  if (shards !== undefined) return taskOf(integer('--shards', shards, 1, mostParts), environment);
  return arrayOf(environment) ?? { total: undefined, only: undefined, by: undefined };
}

function shardOf(given: string): PartsRequest {
  const [index, total] = (/^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? []).slice(1).map(Number);
  if (index === undefined || total === undefined || total < 1 || total > mostParts || index >= total)
    throw refused('--shard', given, `I/N, such as 0/100, with N from 1 to ${mostParts} and I from 0 to N - 1`);
  return { total, only: index, by: undefined };
}

/** The part of so many that has the number of the task. */
function taskOf(total: number, environment: Environment): PartsRequest {
  const task = arrayTask(environment);
  if (!task)
    throw new UsageError(
      `--shards: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set to say which one; --shard I/${total} says so, and --parts ${total} draws all here`,
    );
  const { number: only, variable } = task;
  if (only >= total)
    throw new UsageError(
      `--shards: ${variable} is ${only}, but of ${total} shards the last is ${total - 1}; number the tasks from 0, as by --array=0-${total - 1}`,
    );
  return { total, only, by: `${variable}=${only}` };
}

/** The part that a task of a Slurm array stands for, where the array itself says of how many. */
function arrayOf(environment: Environment): PartsRequest | undefined {
  const task = arrayTask(environment);
  if (!task) return undefined;
  const { number, variable, place } = task;
  if (!place)
    throw new UsageError(
      `--shards N is missing: ${variable} is ${number}, but nothing says of how many, or the numbers have gaps; --shards N draws the one of that number of N, from 0, and --parts N draws all here`,
    );
  const { index: only, count: total } = place;
  if (total > mostParts) throw new UsageError(`--shards: the array has ${total} tasks, more than ${mostParts}`);
  return { total, only, by: `${variable}=${number} of ${total} tasks` };
}
