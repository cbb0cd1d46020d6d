import { viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { FileError } from './file_error.ts';
import { inflate } from './inflate.ts';
import { tooMuch } from './limit.ts';

/** What the directory of an archive says of one of its files. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes, packed and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Byte of the archive at which its own header is. */
  readonly at: number;
}

/** What the parts of an archive begin with (APPNOTE.TXT of PKWARE, section 4.3), and the least bytes of each. */
const parts = {
  local: { mark: 0x04034b50, length: 30 },
  entry: { mark: 0x02014b50, length: 46 },
  end: { mark: 0x06054b50, length: 22 },
  end64: { mark: 0x06064b50, length: 56 },
  locator64: { mark: 0x07064b50, length: 20 },
} as const;

/** What stands in the place of a number that has its place in 64 bits elsewhere. */
const elsewhere = 0xffff_ffff;

/** Whether the bytes begin as archives do, empty ones too. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1;
}

/** The directory of a ZIP archive, ZIP64 included. @throws FileError when it is damaged. */
export function zipEntries(format: string, file: Uint8Array): ZipEntry[] {
  const view = viewOf(file);
  const { from, to, count } = directoryOf(format, file);
  const entries: ZipEntry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    requirePart(format, file, 'entry', at, to);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const extra = at + parts.entry.length + nameLength!;
    const end = extra + extraLength! + commentLength!;
    if (end > to) throw damaged(format, at, 'an entry of its directory ends behind it');
    const [size, packed, local] = wideNumbers(
      view,
      [24, 20, 42].map((offset) => view.getUint32(at + offset, true)),
      extra,
      extra + extraLength!,
    );
    entries.push({
      name: new TextDecoder().decode(file.subarray(at + parts.entry.length, extra)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      size: size!,
      packed: packed!,
      at: local!,
    });
    at = end;
  }
  return entries;
}

/** Where the directory is, and how many entries it has. */
function directoryOf(format: string, file: Uint8Array): { from: number; to: number; count: number } {
  const view = viewOf(file);
  const end = endOf(view);
  if (end === undefined) throw damaged(format, file.length, 'it has no directory at its end: it was cut short');
  let count = view.getUint16(end + 10, true);
  let size = view.getUint32(end + 12, true);
  let from = view.getUint32(end + 16, true);
  let to = end;
  if (count === 0xffff || size === elsewhere || from === elsewhere) {
    const locator = end - parts.locator64.length;
    requirePart(format, file, 'locator64', locator, end);
    const end64 = Number(view.getBigUint64(locator + 8, true));
    requirePart(format, file, 'end64', end64, locator);
    count = Number(view.getBigUint64(end64 + 32, true));
    size = Number(view.getBigUint64(end64 + 40, true));
    from = Number(view.getBigUint64(end64 + 48, true));
    to = end64;
  }
  if (from + size !== to || count * parts.entry.length > size)
    throw damaged(format, end, `its directory of ${count} entries is not where it should be`);
  return { from, to, count };
}

/** Where the last part of the archive begins, which may have a comment behind it. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - parts.end.length;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === parts.end.mark && view.getUint16(at + 20, true) === last - at) return at;
  }
  return undefined;
}

/** Numbers of 32 bits, and those that are elsewhere from the extra field of ZIP64, which has them in the same order. */
function wideNumbers(view: DataView, numbers: readonly number[], from: number, to: number): number[] {
  let at = from;
  while (at + 4 <= to && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  at += 4;
  return numbers.map((number) => {
    if (number !== elsewhere || at + 8 > to) return number;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
}

/**
 * Unpacks one file of an archive.
 * @param limit most bytes
 * @throws FileError when it is damaged, beyond the limit, encrypted, or packed in another way than by deflate.
 */
export function unzipped(format: string, file: Uint8Array, entry: ZipEntry, limit: number): Uint8Array {
  const { encrypted, method, crc, size, packed, at } = entry;
  if (encrypted) throw new FileError(format, '', 'it is encrypted', 'Save it without a password');
  if (method !== 0 && method !== 8)
    throw new FileError(format, '', `it is packed by method ${method}, and only 0 and 8 are read`, 'Save it by NumPy');
  if (size > limit) tooMuch(format, '', `it unpacks to ${size} bytes,`, limit);
  requirePart(format, file, 'local', at, file.length);
  const view = viewOf(file);
  const start = at + parts.local.length + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + packed > file.length) throw damaged(format, at, 'an array ends behind the archive');
  const data = file.subarray(start, start + packed);
  const bytes = method === 0 ? data : inflated(format, data, size, at);
  if (bytes.length !== size) throw damaged(format, at, `an array has ${bytes.length} bytes instead of ${size}`);
  if (crc32(bytes) !== crc) throw damaged(format, at, 'an array is not what its checksum says');
  return bytes;
}

function inflated(format: string, data: Uint8Array, size: number, at: number): Uint8Array {
  const { bytes, end } = inflate(format, data, 0, {
    ...{ expected: size, most: size },
    tooMuch: () => {
      throw damaged(format, at, `an array has more than the ${size} bytes that it claims`);
    },
  });
  if (end !== data.length) throw damaged(format, at, 'something follows the packed data of an array');
  return bytes;
}

/** Refuses an archive in which a part is not where it should be. */
function requirePart(format: string, file: Uint8Array, part: keyof typeof parts, at: number, to: number): void {
  const { mark, length } = parts[part];
  if (at < 0 || at + length > to || viewOf(file).getUint32(at, true) !== mark)
    throw damaged(format, at, 'a part of the archive is not where it should be');
}

function damaged(format: string, at: number, problem: string): FileError {
  return new FileError(format, `byte ${at}`, problem, 'Download or copy it again');
}
