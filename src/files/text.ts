import { FileError } from './file_error.ts';

/** Most characters that a string can have in every engine: V8 has the least. */
const mostCharacters = 2 ** 29 - 24;

/** Bytes in which the encoding of a text is looked for. */
const looked = 4096;

/** A text, and what it was encoded in where that is not UTF-8. */
export interface Decoded {
  readonly text: string;
  readonly note?: string;
}

/**
 * The text in bytes: UTF-8; UTF-16, with a byte order mark or where every other byte is zero; else Windows-1252, of which
 * Latin-1 is a part, where it has no bytes that text has not. In all of them digits are the same.
 * @param options.beginning whether more follows, so that the last character may be cut
 * @throws FileError where it is no text, or more than a string can hold.
 */
export function textOf(bytes: Uint8Array, { beginning = false } = {}): Decoded {
  requireString(bytes.length);
  const wide = utf16Of(bytes);
  if (wide) {
    const text = decoded(wide.encoding, bytes, beginning);
    if (text !== undefined) return { text, note: 'encoding: UTF-16' };
    if (wide.marked) throw new FileError('csv', '', 'it begins as text in UTF-16, but is damaged', 'Copy it again');
  }
  const text = decoded('utf-8', bytes, beginning);
  if (text !== undefined) return { text };
  const western = hasControls(bytes) ? undefined : windows1252(bytes);
  if (western !== undefined) return { text: western, note: 'encoding: Windows-1252 (Latin-1), for it is not UTF-8' };
  throw new FileError('data', '', 'it is neither text nor .npy, .npz or IDX');
}

/** Refuses text in UTF-32, by its mark or by the zeros around its first two characters. @throws FileError */
export function requireNoUtf32(bytes: Uint8Array): void {
  const start = bytes.subarray(0, 8);
  const marked = [
    [0xff, 0xfe, 0, 0],
    [0, 0, 0xfe, 0xff],
  ].some((mark) => mark.every((byte, i) => start[i] === byte));
  const zeros = Array.from(start, (byte) => (byte === 0 ? '0' : 'x')).join('');
  if (!marked && zeros !== 'x000x000' && zeros !== '000x000x') return;
  throw new FileError('csv', '', 'it is text in UTF-32, which is not read', 'Save it in UTF-8');
}

/** Refuses more bytes than can be text. @throws FileError */
export function requireString(bytes: number): void {
  if (bytes <= mostCharacters) return;
  throw new FileError(
    'csv',
    '',
    `it has ${bytes} bytes, but text of more than ${mostCharacters} cannot be read at once`,
    'Save the numbers as .npy',
  );
}

/** Whether there are bytes that text in Windows-1252 has not. */
export function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => (byte < 32 && (byte < 9 || byte > 13)) || byte === 127 || unused.has(byte));
}

/** What bytes from 0x80 on stand for in Windows-1252, up to 0x9f; behind that, and where it has nothing, as in Latin-1. */
const from0x80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Not by `TextDecoder`: that of Node 20 takes Windows-1252 for Latin-1, where € and quotation marks are control characters. */
function windows1252(bytes: Uint8Array): string {
  const codes = Uint16Array.from(bytes, (byte) => (byte >> 5 === 4 ? from0x80.charCodeAt(byte - 0x80) : byte));
  return new TextDecoder('utf-16le').decode(codes);
}

/** Bytes that stand for nothing in Windows-1252; in UTF-8 they are parts of characters. */
const unused: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function decoded(encoding: string, bytes: Uint8Array, stream: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream });
  } catch {
    return undefined;
  }
}

/** Which UTF-16 it is, by its mark, or by zeros in the place of many high bytes of the first characters and of no low ones. */
function utf16Of(bytes: Uint8Array): { encoding: 'utf-16le' | 'utf-16be'; marked: boolean } | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', marked: true };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', marked: true };
  const start = bytes.subarray(0, looked);
  const zeros = [0, 0];
  for (const [i, byte] of start.entries()) if (byte === 0) zeros[i % 2]!++;
  // Letters of other scripts may be among names, but numbers have zeros there.
  const many = start.length / 4;
  if (start.length < 2 || zeros[0]! + zeros[1]! < many) return undefined;
  if (zeros[0] === 0) return { encoding: 'utf-16le', marked: false };
  return zeros[1] === 0 ? { encoding: 'utf-16be', marked: false } : undefined;
}
