import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes of one read: the system reads less than 2 GiB at a time. */
const mostAtOnce = 2 ** 30;

/**
 * The contents of a file of any size that fits in memory, where Node's own `readFileSync` ends at 2 GiB; also of what has
 * no size, such as a pipe. @throws Error that says what is wrong.
 */
export function readWhole(file: string): Uint8Array {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    if (size === 0) return readFileSync(opened);
    const bytes = room(size);
    let length = 0;
    while (length < size) {
      const read = readSync(opened, bytes, length, Math.min(size - length, mostAtOnce), null);
      if (read === 0) throw new Error(`it ended after ${length} of ${size} bytes while it was read`);
      length += read;
    }
    return bytes;
  } finally {
    closeSync(opened);
  }
}

function room(size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new Error(`it has ${size} bytes, for which there is no memory`, { cause });
  }
}
