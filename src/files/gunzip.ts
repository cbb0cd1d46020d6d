import { requireInteger } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { type Bytes, bytesOf, join } from './bytes.ts';
import { FileError } from './file_error.ts';

/** Whether the bytes begin as gzip's do (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The contents of a gzip file, by the platform's own decompression; other bytes as they are.
 * @param options.limit most bytes to unpack, 1 GiB unless given: a small file can unpack to a thousand times its size
 * @throws FileError when the file is damaged or would exceed the limit.
 */
export async function gunzip(bytes: Bytes, options: { limit?: number } = {}): Promise<Uint8Array> {
  requireKeys('', options, { limit: true });
  const { limit = 2 ** 30 } = options;
  requireInteger('limit', limit, 1);
  const packed = bytesOf(bytes);
  if (!isGzip(packed)) return packed;
  const reader = new Blob([packed as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await reader.read().catch((error: unknown) => {
      throw new FileError('gzip', '', `it cannot be unpacked: ${error instanceof Error ? error.message : error}`);
    });
    if (part.done) return join(parts);
    parts.push(part.value);
    length += part.value.length;
    if (length > limit) {
      await reader.cancel();
      throw new FileError(
        'gzip',
        '',
        `it unpacks to more than ${limit} bytes`,
        'Unpack it with gunzip, or raise limit',
      );
    }
  }
}
