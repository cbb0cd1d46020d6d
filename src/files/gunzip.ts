import { requireKeys } from '../require_options.ts';
import { type Bytes, bytesOf, join, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { FileError } from './file_error.ts';
import { inflate } from './inflate.ts';
import { type LimitOption, limitOf, tooMuch } from './limit.ts';

/** Whether the bytes begin as gzip's do (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The contents of a gzip file, of all its members if there are several; other bytes as they are. Zeros behind the last member
 * are padding, as gzip has it; anything else there is refused, not dropped.
 * @param options.limit most bytes to unpack: a small file can unpack to a thousand times its size
 * @throws FileError when the file is damaged or would exceed the limit.
 */
export async function gunzip(bytes: Bytes, options: LimitOption = {}): Promise<Uint8Array> {
  requireKeys('', options, { limit: true });
  return unpacked(bytesOf(bytes), limitOf(options));
}

/** As `gunzip`, at once. */
export function unpacked(packed: Uint8Array, limit: number): Uint8Array {
  if (!isGzip(packed)) return packed;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < packed.length; ) {
    if (at > 0 && !isGzip(packed.subarray(at))) {
      requirePadding(packed, at);
      break;
    }
    const member = memberAt(packed, at, limit - length, limit);
    parts.push(member.bytes);
    length += member.bytes.length;
    at = member.end;
  }
  return parts.length === 1 ? parts[0]! : join(parts);
}

function requirePadding(packed: Uint8Array, from: number): void {
  const stranger = packed.subarray(from).findIndex((byte) => byte !== 0);
  if (stranger >= 0)
    throw new FileError(
      'gzip',
      `byte ${from + stranger}`,
      'something that is not gzip stands behind the packed data',
      'Unpack the file with gunzip, and look at what it holds',
    );
}

/** What a member holds, and where it ends. */
function memberAt(packed: Uint8Array, start: number, most: number, limit: number): { bytes: Uint8Array; end: number } {
  const begin = endOfHeader(packed, start);
  const view = viewOf(packed);
  // A file of one member ends with the size of what is in it. Where there are several, only the first may make room by it: else
  // a file of many members would claim a great deal of memory for each.
  const expected = start === 0 && packed.length >= 4 ? view.getUint32(packed.length - 4, true) : 1024;
  const { bytes, end } = inflate('gzip', packed, begin, {
    ...{ expected, most },
    tooMuch: () => tooMuch('gzip', '', 'it unpacks to', limit),
  });
  if (end + 8 > packed.length) throw cutShort(packed);
  if (view.getUint32(end, true) !== crc32(bytes) || view.getUint32(end + 4, true) !== bytes.length % 2 ** 32)
    throw new FileError(
      'gzip',
      `byte ${end}`,
      'it cannot be unpacked: the data are not what their checksum says',
      'Download or copy it again',
    );
  // Memory for more than was there is given back.
  return { bytes: 2 * bytes.length < bytes.buffer.byteLength ? bytes.slice() : bytes, end: end + 8 };
}

/** Where the packed data of a member begin: behind the header with its optional fields (RFC 1952, section 2.3). */
function endOfHeader(packed: Uint8Array, start: number): number {
  if (start + 10 > packed.length) throw cutShort(packed);
  const method = packed[start + 2]!;
  const flags = packed[start + 3]!;
  if (method !== 8 || flags > 31)
    throw new FileError('gzip', `byte ${start + 2}`, `it is packed in a way that is not known (${method}, ${flags})`);
  let at = start + 10;
  if (flags & 4) {
    if (at + 2 > packed.length) throw cutShort(packed);
    at += 2 + viewOf(packed).getUint16(at, true);
  }
  // A name and a comment, each up to a zero.
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = packed.indexOf(0, at);
    if (end < 0) throw cutShort(packed);
    at = end + 1;
  }
  if (flags & 2) at += 2;
  if (at > packed.length) throw cutShort(packed);
  return at;
}

function cutShort(packed: Uint8Array): FileError {
  return new FileError(
    'gzip',
    `byte ${packed.length}`,
    'it cannot be unpacked: it ends early',
    'Download or copy it again',
  );
}
