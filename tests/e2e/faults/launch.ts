import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../command.ts';

/** The built command line, without the script that builds it. */
const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts the command line.
 * @param shell what a shell does before it becomes the command, and how it redirects it
 */
export function launch(
  args: readonly string[],
  {
    stdio = ['ignore', 'pipe', 'pipe'],
    env = {},
    shell,
  }: { stdio?: StdioOptions; env?: NodeJS.ProcessEnv; shell?: { before?: string; redirect?: string } } = {},
): Launched {
  const words = [process.execPath, program, ...args];
  const line = `${shell?.before ?? ''} exec "$0" "$@" ${shell?.redirect ?? ''}`;
  const [file, given] = shell ? ['sh', ['-c', line, ...words]] : [words[0]!, words.slice(1)];
  const child = spawn(file, given, { stdio, env: { ...process.env, ...env } });
  let stderr = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, ended };
}

export const run = (args: readonly string[], options?: Parameters<typeof launch>[1]): Promise<Ended> =>
  launch(args, options).ended;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * A random moment of a command: mostly after it has begun its work, as it then says, and else any. On a machine that does other things
 * as well some come too late, and find it done.
 */
export async function momentOf({ child, ended }: Launched, duration: number, random: () => number): Promise<void> {
  if (random() < 0.75) await Promise.race([once(child.stdout!, 'data'), ended]);
  await Promise.race([pause(duration * random()), ended]);
}

/** A folder for one round. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The contents of all files of a folder and of those in it, by their paths from there. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [[entry.name, readFileSync(path, 'latin1')]];
      return Object.entries(contents(path)).map(([name, text]) => [join(entry.name, name), text]);
    }),
  );
}

/** A command that writes files, and what they hold when nothing comes between. */
export interface Work {
  readonly name: string;
  /** The arguments, to write into this folder. */
  readonly args: (folder: string) => readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Milliseconds that it takes. */
  readonly duration: number;
}

/** Does it once, to know what it writes and how long it takes. */
export async function workOf(name: string, args: Work['args']): Promise<Work> {
  return inFolder(async (folder) => {
    const since = performance.now();
    const { code, stderr } = await run(args(folder));
    if (code !== 0) throw new Error(stderr);
    return { name, args, files: contents(folder), duration: performance.now() - since };
  });
}

export const trainSteps = 2000;

export const trainArgs = (folder: string): string[] => [
  ...['train', '--engine', 'cpu', '--target', 'two_moons', '--points', '200', '--hidden', '8,8', '--batch', '32'],
  ...['--ema', '0.9', '--steps', String(trainSteps), '--out', join(folder, 'model.safetensors')],
];

export const sampleArgs = (folder: string): string[] => [
  ...['sample', '--engine', 'cpu', '--target', 'tutorial', '--particles', '20000', '--chunk', '1000'],
  ...['--out', join(folder, 'samples.csv')],
];

export const partsCount = 10;

export const partsArgs = (folder: string): string[] => [
  ...['sample', '--engine', 'cpu', '--target', 'tutorial', '--particles', '20000', '--chunk', '1000'],
  ...['--format', 'csv', '--parts', String(partsCount), '--out', folder],
];

/** One of the parts, by a process of its own. */
export const shardArgs = (folder: string, index: number): string[] =>
  partsArgs(folder).map((arg, i, args) =>
    arg === '--parts' ? '--shard' : args[i - 1] === '--parts' ? `${index}/${partsCount}` : arg,
  );

export const tutorialArgs = (folder: string): string[] => [
  ...['tutorial', '--engine', 'cpu', '--steps', '4', '--particles', '4', '--out', folder],
];

/** The files of a tutorial without what differs from run to run, the seconds that it took. */
export function withoutSeconds(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace(/"seconds":\s*\{[^}]*\}/, '"seconds":{}')]),
  );
}

/** All three, once the command line is built. */
export async function allWorks(): Promise<{ train: Work; sample: Work; tutorial: Work }> {
  await build();
  return {
    train: await workOf('train', trainArgs),
    sample: await workOf('sample', sampleArgs),
    tutorial: await workOf('tutorial', tutorialArgs),
  };
}
