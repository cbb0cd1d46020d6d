import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SweepRequest } from '../../src/cli/options/sweep.ts';
import { runsOf } from '../../src/cli/sweep/runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Parse = (args: readonly string[]) => unknown;

/** What reads the options of each command, by its name. */
const parsers = Object.fromEntries(
  Object.values(import.meta.glob<Record<string, unknown>>('../../src/cli/options/*.ts', { eager: true }))
    .flatMap((module) => Object.entries(module))
    .flatMap(([name, value]) => {
      const [, command] = /^parse(\w+)Arguments$/.exec(name) ?? [];
      return command === undefined ? [] : [[command.toLowerCase(), value as Parse] as const];
    }),
);

/** What GNU parallel and Snakemake fill in. */
const filledIn: readonly (readonly [string | RegExp, string])[] = [
  ['{}', '3'],
  ['{wildcards.shard}', '00003'],
  ['{params.n}', '100'],
  ['{threads}', '4'],
  [/--(data|model) \{input\}/, '--$1 file.safetensors'],
  ['{output}', 'samples.parquet'],
];

interface CommandLine {
  readonly file: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The commands in a script or a page: from the name of the program to the end of the line, of a pipe or of what is quoted. */
function commandsOf(file: string): CommandLine[] {
  const text = read(file);
  if (file.endsWith('.yaml')) {
    const [command, ...args] = [...text.matchAll(/^ {12}- (.+)$/gm)].map(([, word]) => word!);
    return [{ file, command: command!, args }];
  }
  const joined = text.replaceAll('\\\n', ' ').replaceAll(/"\s*\n\s*"/g, '');
  return [...joined.matchAll(/\bscorefield ([a-z]+) (--[^\n"'`|]*|samples [^\n"'`|]*)/g)].map(([, command, rest]) => ({
    ...{ file, command: command! },
    args: filledIn
      .reduce((line, [from, to]) => line.replace(from, to), rest!)
      .trim()
      .split(/\s+/),
  }));
}

const files = readdirSync(join(root, 'deploy'), { recursive: true, encoding: 'utf8' })
  .map((name) => `deploy/${name.replaceAll('\\', '/')}`)
  .filter((name) => /\.(sh|yaml|md)$|Snakefile$/.test(name));
const commands = files.flatMap(commandsOf);

/** How many tasks a file starts, numbered from 0. */
function tasksIn(file: string): number | undefined {
  const text = read(file);
  const [last] = (/--array=0-(\d+)/.exec(text) ?? /^seq 0 (\d+)/m.exec(text) ?? []).slice(1);
  if (last !== undefined) return Number(last) + 1;
  const [count] = (/^ {2}completions: (\d+)$/m.exec(text) ?? /^N = (\d+)$/m.exec(text) ?? []).slice(1);
  return count === undefined ? undefined : Number(count);
}

describe('the commands in deploy/', () => {
  beforeAll(() => {
    for (const name of ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX']) vi.stubEnv(name, '3');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test('are there, in every script', () => {
    const found = new Set(commands.map(({ file }) => file));
    expect(files.filter((file) => !found.has(file) && !file.endsWith('.md'))).toEqual([]);
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(commands)('are read by the command line: $command in $file', ({ file, command, args }) => {
    const request = parsers[command]!(args);
    expect(request).toBeDefined();
    if (command === 'sweep') expect(runsOf(request as SweepRequest, undefined).length).toBeGreaterThan(1);
    const [, count] =
      /(?:--tasks|--shards)[ =](\d+)|--(?:task|shard) 0*3\/(\d+)/.exec(args.join(' '))?.filter(Boolean) ?? [];
    if (count !== undefined && tasksIn(file) !== undefined) expect(Number(count)).toBe(tasksIn(file));
  });
});

test.each(['sample', 'sweep'])(
  'the job of Kubernetes for %s is indexed, and tries again what can be tried again',
  (name) => {
    const text = read(`deploy/kubernetes/${name}.yaml`);
    const numberOf = (key: string): number => Number(new RegExp(`^ {2}${key}: (\\d+)$`, 'm').exec(text)?.[1]);
    expect(text).toContain('\n  completionMode: Indexed\n');
    expect(numberOf('parallelism')).toBeGreaterThan(0);
    expect(numberOf('parallelism')).toBeLessThanOrEqual(numberOf('completions'));
    // Limits of tries for each index are for pods that are never restarted in their place.
    expect(numberOf('backoffLimitPerIndex')).toBeGreaterThan(0);
    expect(text).toContain('\n      restartPolicy: Never\n');
    expect(text).toMatch(/action: FailJob\n +onExitCodes: \{ operator: In, values: \[2\] \}/);
  },
);

test('the image has the Node and the Dawn of the package, and builds it as npm does', () => {
  const text = read('deploy/kubernetes/Dockerfile');
  const { engines, devDependencies } = JSON.parse(read('package.json'));
  expect(text).toContain(` webgpu@${devDependencies.webgpu} `);
  const least = Number(/\d+/.exec(engines.node)![0]);
  for (const [, major] of text.matchAll(/^FROM node:(\d+)-/gm)) expect(Number(major)).toBeGreaterThanOrEqual(least);
  expect(text).toMatch(/^RUN npm pack /m);
});
