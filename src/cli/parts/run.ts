import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coordinatesOf } from '../../coordinates.ts';
import { particlesOfSeed } from '../../engines/plan/sampling.ts';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { makeFolder } from '../files/folder.ts';
import { place } from '../files/place.ts';
import { beginFile, clearAbandoned } from '../files/temporary.ts';
import { attempt } from '../files/write.ts';
import { mostParts, partsFormats } from '../options/parts.ts';
import { othersIn, othersInWords, partPattern } from './others.ts';
import { differenceOf, type PartsSettings } from './settings.ts';

/** What a folder of parts is about: its settings.json, which whoever comes first writes, and nobody changes. */
export interface Run {
  /** The release that began it. */
  readonly version: string;
  /** The options that ask for the same again. */
  readonly arguments: readonly string[];
  readonly settings: PartsSettings;
}

/**
 * Where all lies that is no part. What reads a folder of Parquet files as one table, as pandas does, passes over names that begin with
 * an underscore, but not over any other file.
 */
export function besideParts(folder: string): string {
  return join(folder, '_run');
}

/** An empty file that says that all parts are there. */
export function successOf(folder: string): string {
  return join(folder, '_SUCCESS');
}

const settingsFile = 'settings.json';

/** What a folder of parts is about. @throws PathError where it is none */
export function readRun(folder: string, option: string): Run {
  const file = join(besideParts(folder), settingsFile);
  const text = textOf(file, option);
  if (text === undefined)
    throw new PathError(
      `${option}: there are no parts of samples in ${quotedWhole(folder)}; "scorefield sample --out FOLDER/" writes them`,
    );
  return runOf(text) ?? refuse(file, option);
}

/**
 * Says what a folder is to be about, or finds that it is about the same already.
 * @param force whether parts of other settings are removed
 * @throws PathError where they may not be, or where the run is new and the folder holds files that would be read as parts of it
 */
export async function claimRun(folder: string, run: Run, { force }: { force: boolean }): Promise<void> {
  const file = join(besideParts(folder), settingsFile);
  const doing = `write ${quotedWhole(file)}`;
  attempt(doing, () => makeFolder(besideParts(folder)));
  clearAbandonedIn(folder);
  if (textOf(file, '--out') === undefined) requireNoOthers(folder, run.settings, force);
  const put = (mayReplace: boolean): boolean =>
    attempt(doing, () => putWhole(besideParts(folder), settingsFile, run, mayReplace));
  if (put(false)) return;
  const text = await settledText(file);
  if (!text) {
    // Whoever took the name is gone.
    put(true);
    return;
  }
  const found = runOf(text);
  const difference = found && differenceOf(found.settings, run.settings);
  if (found && difference === undefined) return;
  if (!force) {
    if (!found) refuse(file, '--out');
    throw new PathError(
      `--out: the parts in ${quotedWhole(folder)} are of other settings: ${difference}; give another folder, or --force to remove them`,
    );
  }
  removeParts(folder);
  put(true);
}

/** Refuses files that would be read as parts of a run; those of an earlier run may be removed by `force`. */
function requireNoOthers(folder: string, settings: PartsSettings, force: boolean): void {
  const others = othersIn(folder, settings);
  if (force && others.length > 0) removeParts(folder);
  const left = force ? others.filter((name) => !partPattern.test(name)) : others;
  if (left.length === 0) return;
  const instead = left.every((name) => partPattern.test(name)) ? '--force to remove them' : 'move them away';
  throw new PathError(`--out: ${othersInWords(folder, left)}; give another folder, or ${instead}`);
}

/** Removes what processes that were killed left behind, be it of parts that others have finished since. */
export function clearAbandonedIn(folder: string): void {
  for (const each of [folder, besideParts(folder)]) clearAbandoned(each);
}

function refuse(file: string, option: string): never {
  throw new PathError(
    `${option}: ${quotedWhole(file)} is not what "scorefield sample" wrote; give another folder, or "sample --force" to replace it`,
  );
}

/** Writes a file as a whole; says whether it did, for another may be there. */
function putWhole(folder: string, name: string, content: unknown, mayReplace: boolean): boolean {
  const unfinished = beginFile(folder, name);
  try {
    unfinished.write(Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
    unfinished.close();
    return place(unfinished.path, join(folder, name), () => mayReplace);
  } finally {
    unfinished.discard();
  }
}

/** Text of the settings; where a file system has no links, another process may have taken the name and not yet filled it. */
async function settledText(file: string): Promise<string | undefined> {
  for (let look = 0; look < 20; look++) {
    const text = textOf(file, '--out');
    if (text) return text;
    await new Promise((done) => setTimeout(done, 50));
  }
  return undefined;
}

function textOf(file: string, option: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR')
      throw new PathError(`${option}: ${quotedWhole(dirname(dirname(file)))} is a file; it must be a folder of parts`);
    throw new PathError(
      `${option}: cannot read ${quotedWhole(file)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Removes all that earlier runs left in a folder of parts, and nothing else. */
function removeParts(folder: string): void {
  attempt(`remove the parts in ${quotedWhole(folder)}`, () => {
    rmSync(successOf(folder), { force: true });
    for (const name of readdirSync(besideParts(folder)))
      if (/^(part-.*|manifest)\.json$/.test(name)) rmSync(join(besideParts(folder), name), { force: true });
    for (const name of readdirSync(folder)) if (partPattern.test(name)) rmSync(join(folder, name), { force: true });
  });
}

/** A run as its file tells it, which may come from anywhere; undefined where it is none. */
function runOf(text: string): Run | undefined {
  try {
    const run: Run = JSON.parse(text);
    const { particles, parts, dimension, format, kind, coordinates, rounded } = run.settings;
    const isCount = (value: unknown, most: number): boolean =>
      Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
    coordinatesOf('coordinates', coordinates, dimension);
    const isRun =
      isCount(particles, particlesOfSeed) &&
      isCount(parts, Math.min(mostParts, Math.ceil(particles / 4))) &&
      isCount(dimension, 2 ** 31) &&
      partsFormats.includes(format) &&
      ['float32', 'float64'].includes(kind) &&
      Array.isArray(rounded) &&
      run.arguments.every((each) => typeof each === 'string');
    return isRun ? run : undefined;
  } catch {
    return undefined;
  }
}
