import { closeSync, linkSync, lstatSync, openSync, readlinkSync, realpathSync, renameSync, type Stats } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { syncFolder } from './folder.ts';

/** Where a path leads: behind its symbolic links, also where the last of them leads to nothing yet. @throws Error of the system */
export function fileBehind(path: string): string {
  // As many as Linux follows.
  for (let links = 0; links < 40; links++) {
    const status = statusOf(path);
    if (!status?.isSymbolicLink()) return path;
    path = resolve(realpathSync(dirname(path)), readlinkSync(path));
  }
  throw new Error('too many symbolic links');
}

/** What is there under a path itself, links not followed; undefined where there is nothing. @throws Error of the system */
export function statusOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** What changes when a file is replaced or written; undefined where there is none. */
export function stampOf(path: string): string | undefined {
  const status = statusOf(path);
  return status && [status.dev, status.ino, status.size, status.mtimeMs].join();
}

/**
 * Gives a finished file its name, unless there is something that may not be replaced; says whether it did.
 * @param mayReplace whether what has this stamp may be replaced
 * @throws Error of the system
 */
export function place(finished: string, path: string, mayReplace: (stamp: string) => boolean): boolean {
  const isNew = stampOf(path) === undefined && takeName(finished, path);
  if (!isNew) {
    const found = stampOf(path);
    if (found !== undefined && !mayReplace(found)) return false;
    renameSync(finished, path);
  }
  syncFolder(dirname(path));
  return true;
}

/** Gives a finished file a name that no other has, not even one that was made this moment; says whether it did. */
function takeName(finished: string, path: string): boolean {
  try {
    linkSync(finished, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  // A file system without links. The name is taken by an empty file, which is then replaced.
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  renameSync(finished, path);
  return true;
}

/** Other names for a file: in its folder or in another, of the same ending, one after another. */
export function otherNames(path: string, folder = dirname(path)): string[] {
  const extension = extname(path);
  // Room for the number, whatever the length of the name.
  const name = basename(path, extension).slice(0, 60);
  const numbers = Array.from({ length: 100 }, (_, i) => (i === 0 ? '' : `-${i + 1}`));
  return numbers.map((number) => join(folder, `${name}.${process.pid}${number}${extension}`));
}
