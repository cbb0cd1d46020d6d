import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { keepAlive } from '../terminal/interrupt.ts';

/** Makes the folder, and tries whether files can be written into it, before any work is done. @throws PathError */
export function prepareFolder(folder: string): void {
  const probe = temporary(folder, 'probe');
  attempt(`write into ${quotedWhole(folder)}`, () => {
    makeFolder(resolve(folder));
    writeFileSync(probe, '');
    rmSync(probe);
  });
}

/** Finds out before any work is done whether a file can be written, and may be. @throws PathError */
export function prepareFile(file: string, { force }: { force: boolean }): void {
  if (existsSync(file)) {
    if (!statSync(file).isFile()) throw new PathError(`--out: ${quotedWhole(file)} is there and no file`);
    if (!force) throw new PathError(`--out: ${quotedWhole(file)} exists; --force replaces it`);
  }
  prepareFolder(dirname(file));
}

/**
 * Writes files into a folder so that each is either whole or not there: under temporary names first, then renamed. All
 * at once and without giving way to the event loop, so that a signal comes before or after, never between.
 * @throws PathError
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  const names = Object.keys(files);
  attempt(`write into ${quotedWhole(folder)}`, () => {
    try {
      for (const name of names) writeFileSync(temporary(folder, name), files[name]!);
      for (const name of names) renameSync(temporary(folder, name), join(folder, name));
    } finally {
      for (const name of names) rmSync(temporary(folder, name), { force: true });
    }
  });
}

/** Writes one file as `writeFiles` does. @throws PathError */
export function writeFile(file: string, content: string | Uint8Array): void {
  writeFiles(dirname(file), { [basename(file)]: content });
}

/** A file that is written several times while work goes on. */
export interface OwnFile {
  /**
   * Writes it as a whole, in the place of what was written before, but not of what another program put there meanwhile:
   * then the content goes to a file of another name. @throws PathError
   */
  write(content: Uint8Array): void;
}

/** A file to write several times; what is in it at the moment is ours to replace. `force` gives leave to replace anything. */
export function ownFile(file: string, { force }: { force: boolean }): OwnFile {
  let ours = stampOf(file);
  return {
    write(content) {
      const found = stampOf(file);
      if (!force && found !== undefined && found !== ours) {
        const extension = extname(file);
        const beside = join(dirname(file), `${basename(file, extension)}.${process.pid}${extension}`);
        writeFile(beside, content);
        throw new PathError(
          `--out: ${quotedWhole(file)} was written by another program meanwhile, and is left alone; what there was to write is in ${quotedWhole(beside)}`,
        );
      }
      writeFile(file, content);
      ours = stampOf(file);
    },
  };
}

/** What changes when a file is replaced or written; undefined where there is none. */
function stampOf(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  return status && [status.dev, status.ino, status.size, status.mtimeMs].join();
}

/**
 * Writes a large file as its chunks come, giving way to the event loop after each; it is either whole or not there.
 * @throws PathError, or the signal's reason once it is aborted
 */
export async function writeChunks(
  file: string,
  chunks: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = temporary(dirname(file), basename(file));
  const doing = `write ${quotedWhole(file)}`;
  const discard = (): void => rmSync(unfinished, { force: true });
  // However we end: a second Ctrl-C ends the process between two chunks.
  process.once('exit', discard);
  try {
    const opened = attempt(doing, () => openSync(unfinished, 'w'));
    try {
      for await (const chunk of chunks) {
        attempt(doing, () => writeWhole(opened, typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
        keepAlive();
        await new Promise((done) => setImmediate(done));
        signal.throwIfAborted();
      }
    } finally {
      closeSync(opened);
    }
    attempt(doing, () => renameSync(unfinished, file));
  } finally {
    discard();
    process.off('exit', discard);
  }
}

/** A single call may write less than all. */
function writeWhole(opened: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(opened, bytes, written);
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

function attempt<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new PathError(`--out: cannot ${doing}: ${error instanceof Error ? error.message : error}`);
  }
}
