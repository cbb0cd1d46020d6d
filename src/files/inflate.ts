import { FileError } from './file_error.ts';

/** Bits of extra length, and the least length, of the codes 257 to 285 (RFC 1951, section 3.2.5). */
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
/** The same of distances, by their codes. */
const distanceBits = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
const distanceBase = Array.from({ length: 30 }, (_, code) =>
  code < 4 ? code + 1 : ((2 + (code & 1)) << ((code >> 1) - 1)) + 1,
);
/** In which order a block tells the lengths of the codes for lengths. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** By the next bits of the input, as many as the longest code has: symbol · 16 + length of its code; 0 for no code. */
interface Codes {
  readonly table: Uint16Array;
  readonly bits: number;
}

const fixed: { readonly literals: Codes; readonly distances: Codes } = {
  literals: codesOf(Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)))!,
  distances: codesOf(new Uint8Array(30).fill(5))!,
};

const early = 'it ends early';
const unknownCode = 'a code in it is not known';

/** Most bytes that one packed byte can stand for: a repetition of 258 takes two bits at least. */
const largestRatio = 1032;

export interface Unpacked {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where in the input the byte behind the packed data is. */
  readonly end: number;
}

/**
 * Unpacks deflated data (RFC 1951) that begin at a byte of the input, and says where they end: the platform's own
 * decompression does not say it, so that what follows would be dropped, or refused, as the platform likes.
 * @param format names the kind of file in messages
 * @param expected how many bytes they are said to unpack to, for which memory is made if that can be
 * @param most bytes to unpack: where there are more, `tooMuch` is called, which throws
 * @throws FileError when the data are damaged or end early.
 */
export function inflate(
  format: string,
  input: Uint8Array,
  start: number,
  { expected, most, tooMuch }: { expected: number; most: number; tooMuch: () => never },
): Unpacked {
  let at = start;
  let out = new Uint8Array(Math.min(most, expected, largestRatio * (input.length - start)));
  let length = 0;
  let held = 0;
  let count = 0;

  const fail = (problem: string): never => {
    throw new FileError(format, `byte ${at}`, `it cannot be unpacked: ${problem}`, 'Download or copy it again');
  };
  /** Makes room for more bytes. */
  const reserve = (more: number): void => {
    if (length + more <= out.length) return;
    if (length + more > most) tooMuch();
    const larger = new Uint8Array(Math.min(most, Math.max(2 * out.length, length + more, 1024)));
    larger.set(out.subarray(0, length));
    out = larger;
  };
  const need = (bits: number): void => {
    while (count < bits) {
      if (at >= input.length) fail(early);
      held |= input[at++]! << count;
      count += 8;
    }
  };
  const take = (bits: number): number => {
    need(bits);
    const value = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    return value;
  };
  const symbol = ({ table, bits }: Codes): number => {
    // Near the end of the input there may be fewer bits than the longest code has.
    while (count < bits && at < input.length) {
      held |= input[at++]! << count;
      count += 8;
    }
    const entry = table[held & ((1 << bits) - 1)]!;
    const used = entry & 15;
    if (used === 0) fail(unknownCode);
    if (used > count) fail(early);
    held >>>= used;
    count -= used;
    return entry >> 4;
  };

  const stored = (): void => {
    // Whole bytes that were looked at already go back.
    at -= count >> 3;
    held = 0;
    count = 0;
    if (at + 4 > input.length) fail(early);
    const size = input[at]! | (input[at + 1]! << 8);
    const complement = input[at + 2]! | (input[at + 3]! << 8);
    if (size !== (~complement & 0xffff)) fail('the length of a block is not what its complement says');
    at += 4;
    if (at + size > input.length) fail(early);
    reserve(size);
    out.set(input.subarray(at, at + size), length);
    at += size;
    length += size;
  };

  const described = (): { literals: Codes; distances: Codes } => {
    const literalCount = take(5) + 257;
    const distanceCount = take(5) + 1;
    const lengthCount = take(4) + 4;
    if (literalCount > 286 || distanceCount > 30) fail('a block has too many codes');
    const lengths = new Uint8Array(19);
    for (let i = 0; i < lengthCount; i++) lengths[order[i]!] = take(3);
    const codes = codesOf(lengths) ?? fail('the codes of a block contradict each other');
    const all = new Uint8Array(literalCount + distanceCount);
    for (let i = 0; i < all.length; ) {
      const what = symbol(codes);
      if (what < 16) {
        all[i++] = what;
        continue;
      }
      if (what === 16 && i === 0) fail('a block repeats a length before there is one');
      const value = what === 16 ? all[i - 1]! : 0;
      const times = what === 16 ? 3 + take(2) : what === 17 ? 3 + take(3) : 11 + take(7);
      if (i + times > all.length) fail('a block has too many lengths');
      all.fill(value, i, i + times);
      i += times;
    }
    if (all[256] === 0) fail('a block has no end');
    const literals = codesOf(all.subarray(0, literalCount));
    const distances = codesOf(all.subarray(literalCount));
    if (!literals || !distances) return fail('the codes of a block contradict each other');
    return { literals, distances };
  };

  const packed = ({ literals, distances }: { literals: Codes; distances: Codes }): void => {
    // All of the time is spent here, and variables of this function alone are twice as fast.
    const literalMask = (1 << literals.bits) - 1;
    const distanceMask = (1 << distances.bits) - 1;
    let [place, word, bits, filled, bytes] = [at, held, count, length, out];
    for (;;) {
      // A code and its extra bits: 15 and 5 here, 15 and 13 below. Behind the end there are zeros, which are not taken.
      while (bits < 20 && place < input.length) {
        word |= input[place++]! << bits;
        bits += 8;
      }
      const literal = literals.table[word & literalMask]!;
      word >>>= literal & 15;
      bits -= literal & 15;
      if ((literal & 15) === 0) fail(unknownCode);
      if (bits < 0) fail(early);
      const what = literal >> 4;
      if (what < 256) {
        if (filled === bytes.length) {
          length = filled;
          reserve(1);
          bytes = out;
        }
        bytes[filled++] = what;
        continue;
      }
      if (what === 256) break;
      if (what > 285) fail(unknownCode);
      const extra = lengthBits[what - 257]!;
      const times = lengthBase[what - 257]! + (word & ((1 << extra) - 1));
      word >>>= extra;
      bits -= extra;
      while (bits < 15 && place < input.length) {
        word |= input[place++]! << bits;
        bits += 8;
      }
      const code = distances.table[word & distanceMask]!;
      word >>>= code & 15;
      bits -= code & 15;
      if ((code & 15) === 0) fail(unknownCode);
      while (bits < 13 && place < input.length) {
        word |= input[place++]! << bits;
        bits += 8;
      }
      const more = distanceBits[code >> 4]!;
      const distance = distanceBase[code >> 4]! + (word & ((1 << more) - 1));
      word >>>= more;
      bits -= more;
      if (bits < 0) fail(early);
      if (distance > filled) fail('it repeats what is before its beginning');
      if (filled + times > bytes.length) {
        length = filled;
        reserve(times);
        bytes = out;
      }
      // A copy may overlap what it writes, and then repeats it.
      if (times > 32 && distance >= times) bytes.copyWithin(filled, filled - distance, filled - distance + times);
      else for (let i = filled; i < filled + times; i++) bytes[i] = bytes[i - distance]!;
      filled += times;
    }
    [at, held, count, length] = [place, word, bits, filled];
  };

  for (let last = false; !last; ) {
    last = take(1) === 1;
    const kind = take(2);
    if (kind === 3) fail('a block is of no kind');
    if (kind === 0) stored();
    else packed(kind === 1 ? fixed : described());
  }
  return { bytes: out.subarray(0, length), end: at - (count >> 3) };
}

/** The codes of symbols, by the lengths of their codes (RFC 1951, section 3.2.2); undefined where there are more than fit. */
function codesOf(lengths: Uint8Array): Codes | undefined {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  let bits = 15;
  while (bits > 1 && counts[bits] === 0) bits--;
  const next = new Uint16Array(17);
  let code = 0;
  for (let length = 1; length <= bits; length++) {
    next[length] = code;
    code += counts[length]!;
    if (code > 1 << length) return undefined;
    code <<= 1;
  }
  const table = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    // The first bit of a code is the lowest of the input.
    let reversed = 0;
    for (let i = 0, rest = next[length]!++; i < length; i++, rest >>= 1) reversed = (reversed << 1) | (rest & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  }
  return { table, bits };
}
