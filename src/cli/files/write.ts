import { constants, copyFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { makeFolder } from './folder.ts';
import { fileBehind, otherNames, place, stampOf, statusOf } from './place.ts';
import { beginFile, clearAbandoned, type Unfinished } from './temporary.ts';

/** A file to be written, once or several times while work goes on. */
export interface OutputFile {
  /** The folder that it lies in, behind links. */
  readonly folder: string;
  /**
   * Writes it as a whole, in the place of what was written before, but not of what another program put there meanwhile:
   * then the content goes to a file of another name, which the error tells. It may be tried again. @throws PathError
   */
  write(content: string | Uint8Array): void;
  /** As `write`, for what would be lost else: where the disk refuses, it goes to another one, which the error tells. @throws PathError */
  writeLast(content: string | Uint8Array): void;
  /**
   * Writes a large file as its chunks come, giving way to the event loop after each; else as `writeLast`.
   * @throws PathError, or the signal's reason once it is aborted
   */
  writeChunks(chunks: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<void>;
}

/** The content was written whole, though not where it should have been: the message says where it is. */
export class PutElsewhere extends PathError {}

/**
 * Finds out before any work is done whether a file can be written, and may be: `force` gives leave to replace anything, `resume` to
 * replace what is there now. What is behind a link is written, not the link; what is replaced keeps its mode.
 * @throws PathError
 */
export function prepareFile(file: string, { force, resume = false }: { force: boolean; resume?: boolean }): OutputFile {
  const doing = `write ${quotedWhole(file)}`;
  const target = attempt(doing, () => resolve(fileBehind(file)));
  const [folder, name] = [dirname(target), basename(target)];
  clearAbandoned(folder, name);
  requireLeave(file, target, force || resume);
  prepareFolder(folder, name, doing);
  let ours = stampOf(target);

  function begin(): Unfinished {
    // Somebody may have removed it meanwhile.
    makeFolder(folder);
    return beginFile(folder, name, statusOf(target));
  }
  const aside = placeAside(target);
  function finish(finished: Unfinished): void {
    finished.close();
    const stamp = stampOf(finished.path);
    if (place(finished.path, target, (found) => force || found === ours)) ours = stamp;
    else
      throw new PutElsewhere(
        `--out: ${quotedWhole(file)} was written by another program meanwhile, and is left alone; what there was to write is in ${quotedWhole(aside(finished.path))}`,
      );
  }
  function write(content: string | Uint8Array): void {
    attempt(doing, () => {
      const unfinished = begin();
      try {
        unfinished.write(bytesOf(content));
        finish(unfinished);
      } finally {
        unfinished.discard();
      }
    });
  }
  return {
    folder,
    write,
    writeLast(content) {
      orElsewhere(
        () => write(content),
        (path) => writeNew(path, content),
        target,
      );
    },
    async writeChunks(chunks, signal) {
      const unfinished = attempt(doing, begin);
      try {
        for await (const chunk of chunks) {
          attempt(doing, () => unfinished.write(bytesOf(chunk)));
          await new Promise((done) => setImmediate(done));
          signal.throwIfAborted();
        }
        orElsewhere(
          () => attempt(doing, () => finish(unfinished)),
          (path) => copyFileSync(unfinished.path, path, constants.COPYFILE_EXCL),
          target,
        );
      } finally {
        unfinished.discard();
      }
    },
  };
}

/** Makes the folder, and tries whether a file of this name can be written into it. @throws PathError */
export function prepareFolder(folder: string, name: string, doing: string): void {
  attempt(doing, () => {
    makeFolder(folder);
    beginFile(folder, name).discard();
  });
}

/** Refuses what is there and may not be replaced, or is no file. @throws PathError */
function requireLeave(file: string, target: string, mayReplace: boolean): void {
  const status = attempt(`write ${quotedWhole(file)}`, () => statusOf(target));
  if (status && !status.isFile()) throw new PathError(`--out: ${quotedWhole(file)} is there and no file`);
  if (mayReplace) return;
  if (status) throw new PathError(`--out: ${quotedWhole(file)} exists; --force replaces it`);
  if (statusOf(file))
    throw new PathError(
      `--out: ${quotedWhole(file)} is a link to ${quotedWhole(target)}, where nothing is; --force writes it there`,
    );
}

/** Gives finished files another name beside that of a file, the same one each time. @returns the path */
function placeAside(target: string): (finished: string) => string {
  let ours: string | undefined;
  return (finished) => {
    const stamp = stampOf(finished);
    for (const path of otherNames(target)) {
      if (!place(finished, path, (found) => found === ours)) continue;
      ours = stamp;
      return path;
    }
    throw new Error('and all names beside it are taken');
  };
}

/**
 * Does what is to be written, or, where the system refuses, the same in a folder of another disk.
 * @param save writes to a path, and throws where something is there
 * @throws PathError, also where it was saved
 */
function orElsewhere(work: () => void, save: (path: string) => void, target: string): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PathError) || error instanceof PutElsewhere) throw error;
    for (const folder of [tmpdir(), homedir(), process.cwd()]) {
      const path = otherNames(target, folder).find((each) => statusOf(each) === undefined);
      try {
        save(path!);
      } catch {
        continue;
      }
      throw new PutElsewhere(`${error.message}; what there was to write is in ${quotedWhole(path!)}`);
    }
    throw error;
  }
}

/** A file that must be new. @throws Error of the system, or when it is not */
function writeNew(path: string, content: string | Uint8Array): void {
  const unfinished = beginFile(dirname(path), basename(path));
  try {
    unfinished.write(bytesOf(content));
    unfinished.close();
    if (!place(unfinished.path, path, () => false)) throw new Error(`${path} exists`);
  } finally {
    unfinished.discard();
  }
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** Does something, and says of an error of the system what it was that failed. @throws PathError */
export function attempt<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PathError) throw error;
    throw new PathError(`--out: cannot ${doing}: ${error instanceof Error ? error.message : error}`);
  }
}
