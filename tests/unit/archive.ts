import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/files/crc32.ts';

/** A file to be put into an archive, and what is to be wrong with it. */
export interface Packed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflate?: boolean;
  /** What the archive claims, where it is to claim something else. */
  readonly size?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
}

/** A ZIP archive (APPNOTE.TXT of PKWARE, section 4.3); with `wide`, sizes and places are those of ZIP64. */
export function zip(files: readonly Packed[], { wide = false } = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (
    into: Buffer[],
    numbers: readonly (readonly [width: number, value: number])[],
    ...more: Uint8Array[]
  ) => {
    const buffer = Buffer.alloc(numbers.reduce((length, [width]) => length + width, 0));
    let offset = 0;
    for (const [width, value] of numbers) {
      if (width === 8) buffer.writeBigUInt64LE(BigInt(value), offset);
      else buffer.writeUIntLE(value, offset, width);
      offset += width;
    }
    into.push(buffer, ...more.map((bytes) => Buffer.from(bytes)));
  };
  const lengthOf = (buffers: readonly Buffer[]): number =>
    buffers.reduce((length, { byteLength }) => length + byteLength, 0);
  const max = 0xffff_ffff;
  for (const file of files) {
    const { bytes, deflate = false, size = bytes.length, flags = 0, crc = crc32(bytes) } = file;
    const { method = deflate ? 8 : 0 } = file;
    const name = Buffer.from(file.name);
    const data = deflate ? deflateRawSync(bytes) : bytes;
    at = lengthOf(parts);
    const own = [
      [2, flags],
      [2, method],
      [4, 0],
      [4, crc],
    ] as const;
    const sizes = wide
      ? ([
          [4, max],
          [4, max],
        ] as const)
      : ([
          [4, data.length],
          [4, size],
        ] as const);
    const names = [
      [2, name.length],
      [2, wide ? 28 : 0],
    ] as const;
    const extra: Buffer[] = [];
    if (wide)
      put(extra, [
        [2, 1],
        [2, 24],
        [8, size],
        [8, data.length],
        [8, at],
      ]);
    put(parts, [[4, 0x04034b50], [2, 45], ...own, ...sizes, ...names], name, ...extra, data);
    const rest = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, wide ? max : at],
    ] as const;
    put(directory, [[4, 0x02014b50], [2, 45], [2, 45], ...own, ...sizes, ...names, ...rest], name, ...extra);
  }
  const from = lengthOf(parts);
  const size = lengthOf(directory);
  const count = files.length;
  const end: Buffer[] = [];
  if (wide) {
    put(end, [
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, from],
    ]);
    put(end, [
      [4, 0x07064b50],
      [4, 0],
      [8, from + size],
      [4, 1],
    ]);
  }
  const [many, large] = wide ? [0xffff, max] : [count, undefined];
  put(end, [
    [4, 0x06054b50],
    [4, 0],
    [2, many],
    [2, many],
    [4, large ?? size],
    [4, large ?? from],
    [2, 0],
  ]);
  return new Uint8Array(Buffer.concat([...parts, ...directory, ...end]));
}
