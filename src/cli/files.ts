import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FileError } from './exit.ts';

/** Makes the folder, and tries whether files can be written into it, before any work is done. @throws FileError */
export function prepareFolder(folder: string): void {
  const probe = temporary(folder, 'probe');
  attempt(folder, () => {
    makeFolder(resolve(folder));
    writeFileSync(probe, '');
    rmSync(probe);
  });
}

/**
 * Writes files into a folder so that each is either whole or not there: under temporary names first, then renamed. All
 * at once and without giving way to the event loop, so that a signal comes before or after, never between.
 * @throws FileError
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  const names = Object.keys(files);
  attempt(folder, () => {
    try {
      for (const name of names) writeFileSync(temporary(folder, name), files[name]!);
      for (const name of names) renameSync(temporary(folder, name), join(folder, name));
    } finally {
      for (const name of names) rmSync(temporary(folder, name), { force: true });
    }
  });
}

/** Not by mkdir's own recursion, which never ends where the system says of a folder in an existing one that it has no parent (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function temporary(folder: string, name: string): string {
  return join(folder, `.${name}.${process.pid}.tmp`);
}

function attempt(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new FileError(
      `--out: cannot write into ${JSON.stringify(folder)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}
