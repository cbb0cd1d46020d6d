import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from '../../files/bytes.ts';

/** Bytes of one read: the system reads less than 2 GiB at a time. */
const mostAtOnce = 2 ** 30;

/** Bytes of one read of what has no size. */
const chunkSize = 2 ** 20;

/** What is read no further than it may be. */
export interface ReadLimits {
  /** Most bytes. */
  readonly limit: number;
  /** Refuses more, before there is memory for it. */
  readonly tooMuch: () => never;
  /** Refuses by how it begins what need not be read as a whole; `size` is that of all, where it is known. */
  readonly check: (beginning: Uint8Array, size?: number) => void;
}

/**
 * The contents of a file of any size up to the limit, where Node's own `readFileSync` ends at 2 GiB; also of what has no size,
 * such as a pipe or a device. @throws Error that says what is wrong, or as the limits do.
 */
export function readWhole(file: string, limits: ReadLimits): Uint8Array {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    return size > 0 ? readSized(opened, size, limits) : readToEnd(opened, limits);
  } finally {
    closeSync(opened);
  }
}

/** What comes from a stream, such as standard input, to its end. @throws as `readWhole` */
export async function readStream(stream: AsyncIterable<Uint8Array>, limits: ReadLimits): Promise<Uint8Array> {
  const collected = collector(limits);
  for await (const chunk of stream) collected.take(chunk);
  return collected.end();
}

function readSized(opened: number, size: number, { limit, tooMuch, check }: ReadLimits): Uint8Array {
  if (size > limit) tooMuch();
  const beginning = new Uint8Array(Math.min(size, chunkSize));
  check(beginning.subarray(0, readSync(opened, beginning, 0, beginning.length, 0)), size);
  const bytes = room(size);
  let length = 0;
  while (length < size) {
    const read = readSync(opened, bytes, length, Math.min(size - length, mostAtOnce), length);
    if (read === 0) throw new Error(`it ended after ${length} of ${size} bytes while it was read`);
    length += read;
  }
  return bytes;
}

function readToEnd(opened: number, limits: ReadLimits): Uint8Array {
  const collected = collector(limits);
  for (;;) {
    const chunk = new Uint8Array(chunkSize);
    const read = readSync(opened, chunk, 0, chunkSize, null);
    if (read === 0) return collected.end();
    // A pipe gives a little at a time.
    collected.take(read < chunkSize / 2 ? chunk.slice(0, read) : chunk.subarray(0, read));
  }
}

/** Chunks, checked as soon as there are enough of them. */
function collector({ limit, tooMuch, check }: ReadLimits): { take(chunk: Uint8Array): void; end(): Uint8Array } {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let checked = false;
  const inspect = (): void => {
    if (!checked) check(join(chunks));
    checked = true;
  };
  return {
    take(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) tooMuch();
      if (length >= chunkSize) inspect();
    },
    end() {
      inspect();
      return join(chunks);
    },
  };
}

function room(size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new Error(`it has ${size} bytes, for which there is no memory`, { cause });
  }
}
