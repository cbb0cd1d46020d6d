import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What tells one content of a file from another. */
export interface Digest {
  readonly bytes: number;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** That of a file, read a piece at a time. @throws Error of the system, or the signal's reason once it is aborted */
export async function digestOf(path: string, signal: AbortSignal): Promise<Digest> {
  const digest = beginDigest();
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 22 })) {
    digest.add(piece);
    signal.throwIfAborted();
  }
  return digest.end();
}

/** That of pieces as they come. */
export function beginDigest(): { add(piece: string | Uint8Array): void; end(): Digest } {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(piece) {
      hash.update(piece);
      bytes += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    },
    end: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}
