import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fingerprint } from '../../fingerprint.ts';
import { quotedWhole } from '../../quoted.ts';
import { isRecord } from '../../require_options.ts';
import { PathError } from '../exit.ts';
import { makeFolder } from '../files/folder.ts';
import { place } from '../files/place.ts';
import { beginFile, clearAbandoned } from '../files/temporary.ts';
import { attempt, prepareFile } from '../files/write.ts';
import type { Settings } from '../options/sweep.ts';
import type { RunRecord } from './record.ts';

/** What tells one sweep from another: what is trained on, and how. Not where the data lie, nor what computes. */
export interface SweepDescription {
  /** All points, those held out included. */
  readonly data: Fingerprint;
  /** What they are conditioned on, if anything. */
  readonly contexts?: Fingerprint;
  readonly holdOut: number;
  /** As for `train`: none, or how. */
  readonly standardise: string;
  readonly seeds: readonly number[];
  readonly settings: readonly Settings[];
}

/** The folder of a sweep, in which several processes may be at work. */
export interface SweepFolder {
  /** Path of the file of a training, whether or not it is there. */
  model(run: number): string;
  /** The same from the folder of the sweep. */
  modelName(run: number): string;
  /** What became of the runs that have ended, by their number. */
  records(): RunRecord[];
  /** Writes down what became of a run. @throws PathError */
  keep(record: RunRecord): void;
  /** Writes a file of the sweep, in the place of what an earlier run of it wrote. @throws PathError */
  write(name: string, content: string | Uint8Array): void;
}

const description = 'sweep.json';

/** What a sweep writes beside its description. */
export const sweepFiles = { csv: 'runs.csv', parquet: 'runs.parquet', best: 'best.safetensors', runs: 'runs' } as const;

/** Opens the folder of a sweep, or makes it. @throws PathError where it holds another sweep, or cannot be written */
export function openSweep(out: string, sweep: SweepDescription): SweepFolder {
  const text = `${JSON.stringify({ scorefield: 'sweep', ...sweep }, null, 1)}\n`;
  claim(out, text);
  const runs = join(out, sweepFiles.runs);
  attempt(`make ${quotedWhole(runs)}`, () => {
    // Another process may make it at this moment.
    if (!existsSync(runs)) makeFolderOnce(runs);
  });
  const known = new Map<string, RunRecord>();
  const nameOf = (run: number): string => String(run).padStart(5, '0');
  const modelName = (run: number): string => `${sweepFiles.runs}/${nameOf(run)}.safetensors`;
  const write = (name: string, content: string | Uint8Array): void =>
    prepareFile(join(out, name), { force: true }).write(content);
  return {
    modelName,
    model: (run) => join(out, modelName(run)),
    records() {
      for (const name of attempt(`read ${quotedWhole(runs)}`, () => readdirSync(runs))) {
        // One that is there is whole, and stays as it is.
        if (/^\d{5}\.json$/.test(name) && !known.has(name)) known.set(name, recordIn(join(runs, name)));
      }
      return [...known.values()].sort((a, b) => a.run - b.run);
    },
    keep: (record) => write(`${sweepFiles.runs}/${nameOf(record.run)}.json`, `${JSON.stringify(record, null, 1)}\n`),
    write,
  };
}

/** Writes the description of the sweep, unless it is there. @throws PathError where there is another */
function claim(out: string, text: string): void {
  const path = join(out, description);
  attempt(`write ${quotedWhole(path)}`, () => {
    if (!existsSync(out)) makeFolderOnce(out);
    const found = readdirSync(out);
    if (!found.includes(description)) {
      // Beside parts of samples, runs.parquet would be read as one of them.
      const taken = [...Object.values(sweepFiles), '_run'].find((name) => found.includes(name));
      if (taken !== undefined)
        throw new PathError(`--out: ${quotedWhole(out)} holds ${taken}, but no sweep; give another folder`);
      clearAbandoned(out, description);
      const unfinished = beginFile(out, description);
      try {
        unfinished.write(Buffer.from(text));
        unfinished.close();
        // Whoever comes second finds what the first one wrote.
        place(unfinished.path, path, () => false);
      } finally {
        unfinished.discard();
      }
    }
  });
  const there = attempt(`read ${quotedWhole(path)}`, () => readFileSync(path, 'utf8'));
  if (there !== text) throw new PathError(`--out: ${quotedWhole(out)} holds another sweep${differenceOf(there, text)}`);
}

/** In words, of two descriptions. */
function differenceOf(there: string, text: string): string {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(there);
  } catch {
    return `, or what is left of one: ${description} is not JSON; give another folder`;
  }
  const asked = JSON.parse(text) as Record<string, unknown>;
  const names = {
    data: 'data',
    contexts: '--condition',
    holdOut: '--holdout',
    standardise: '--standardise',
    seeds: '--seeds',
  } as const;
  const other = Object.keys(asked).find((key) => JSON.stringify(asked[key]) !== JSON.stringify(found?.[key]));
  const what =
    Object.entries(names).find(([key]) => key === other)?.[1] ??
    `settings${differentOption(found?.settings, asked.settings)}`;
  return `, with other ${what}; give another folder, or repeat the command of that one`;
}

/** The first option that has other values in one list of settings than in another, in words; empty where there is none. */
function differentOption(there: unknown, here: unknown): string {
  const listOf = (given: unknown): Record<string, unknown>[] =>
    Array.isArray(given) ? given.filter((each): each is Record<string, unknown> => isRecord(each)) : [];
  const [before, now] = [listOf(there), listOf(here)];
  const valuesOf = (all: Record<string, unknown>[], name: string): string =>
    [...new Set(all.map((settings) => settings[name] ?? 'the default'))].join('/');
  for (const name of new Set([...now, ...before].flatMap(Object.keys))) {
    const [a, b] = [valuesOf(before, name), valuesOf(now, name)];
    if (a !== b) return `: ${name} is ${a} there, but ${b} here`;
  }
  return '';
}

function makeFolderOnce(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function recordIn(path: string): RunRecord {
  const text = attempt(`read ${quotedWhole(path)}`, () => readFileSync(path, 'utf8'));
  try {
    return JSON.parse(text) as RunRecord;
  } catch {
    throw new PathError(
      `--out: ${quotedWhole(path)} is not what a sweep writes; remove it, and that run is made again`,
    );
  }
}
