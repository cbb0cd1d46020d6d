import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Names longer than this many bytes stand hashed in that of the temporary file, which some file systems hold to 143 bytes. */
const longestName = 80;

/** Temporary files of this process that it has not done with. */
const unfinished = new Set<string>();

/**
 * A path for a file that is not whole yet. Nobody can know it beforehand, and plant a link there; it tells which file it is for, and
 * which process of which machine makes it, so that a later run knows what is left of a dead one.
 */
function temporaryPath(folder: string, name: string): string {
  return join(folder, `${beginning(name)}${machine()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

function beginning(name: string): string {
  return `.${Buffer.byteLength(name) <= longestName ? name : hashOf(name)}.`;
}

/** This machine, or this container, which has process numbers of its own. */
function machine(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
  }
  return hashOf(hostname() + space);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * A file that is being written under a temporary name. Its `path` is there until `discard`, or until somebody renames it.
 */
export interface Unfinished {
  readonly path: string;
  write(bytes: Uint8Array): void;
  /** Has the disk keep what was written through a power failure, and writes no more. */
  close(): void;
  /** Removes what is still there under the temporary name. */
  discard(): void;
}

/**
 * Begins a file. One that is to replace another, of which `like` tells, gets its mode, and its owner where that is allowed.
 * @throws Error of the system
 */
export function beginFile(folder: string, name: string, like?: Stats): Unfinished {
  const path = temporaryPath(folder, name);
  // Readable by nobody else until it has the mode that it is to have.
  const handle = openSync(path, 'wx', like ? 0o600 : 0o666);
  let open = true;
  const discard = (): void => {
    unfinished.delete(path);
    process.off('exit', discard);
    if (open) closeSync(handle);
    open = false;
    try {
      rmSync(path, { force: true });
    } catch {
      // The folder itself is gone. What went wrong before is what matters, not this.
    }
  };
  unfinished.add(path);
  // However we end: a second Ctrl-C ends the process between two chunks.
  process.once('exit', discard);
  try {
    if (like) becomeLike(handle, like);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    path,
    write(bytes) {
      // A single call may write less than all.
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    },
    close() {
      sync(handle);
      open = false;
      closeSync(handle);
    },
    discard,
  };
}

function becomeLike(handle: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(handle, uid, gid);
  } catch {
    // Only root gives files away; the mode is kept all the same.
  }
  fchmodSync(handle, mode & 0o7777);
}

function sync(handle: number): void {
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some file systems cannot; others say here that the disk is full.
    if (!['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
}

/** Removes temporary files for this name, or for any, of processes of this machine that are dead for sure. */
export function clearAbandoned(folder: string, name?: string): void {
  const start = name === undefined ? undefined : beginning(name);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const each of names) {
    const [, begins, where, process] = /^(\..+\.)([0-9a-f]{12})-(\d+)-[0-9a-f]{12}\.tmp$/.exec(each) ?? [];
    const path = join(folder, each);
    if (process === undefined || (start !== undefined && begins !== start)) continue;
    if (where !== machine() || unfinished.has(path) || isAlive(Number(process))) continue;
    try {
      rmSync(path, { force: true });
    } catch {
      // Of another user, for instance; it is in nobody's way.
    }
  }
}

function isAlive(id: number): boolean {
  // In a container, a later process often has the number of an earlier one.
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
