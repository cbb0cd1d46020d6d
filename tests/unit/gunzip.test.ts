import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../src/files/crc32.ts';
import { FileError } from '../../src/files/file_error.ts';
import { gunzip } from '../../src/files/gunzip.ts';
import { inflate } from '../../src/files/inflate.ts';
import { mutations } from './mutate.ts';

const text = new TextEncoder().encode('1,2\n3,4\n');
const packed = new Uint8Array(gzipSync(text));
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const zeros = (count: number): Uint8Array => new Uint8Array(count);

test('the checksum of the digits is the published one', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(zeros(0))).toBe(0);
});

test('gunzip unpacks, passes on what is not packed, and unpacks all members', async () => {
  expect(await gunzip(packed)).toEqual(text);
  expect(await gunzip(text)).toBe(text);
  expect(await gunzip(joined(packed, packed, new Uint8Array(gzipSync(zeros(0)))))).toEqual(joined(text, text));
});

test('zeros behind a member are padding, and nothing else is dropped', async () => {
  expect(await gunzip(joined(packed, zeros(512)))).toEqual(text);
  const place = new RegExp(`byte ${packed.length + 1}: something that is not gzip`);
  await expect(gunzip(joined(packed, zeros(1), packed))).rejects.toThrow(place);
  await expect(gunzip(joined(packed, text))).rejects.toThrow(/stands behind the packed data/);
});

test('the optional fields of a header are passed over', async () => {
  // Flags: text, checksum of the header, extra field, name, comment.
  const header = Uint8Array.of(0x1f, 0x8b, 8, 31, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 0x61, 0, 0x62, 0, 0, 0);
  expect(await gunzip(joined(header, packed.subarray(10)))).toEqual(text);
});

test('gunzip stops at its limit, before there is memory for more', async () => {
  const bomb = new Uint8Array(gzipSync(zeros(10_000_000)));
  await expect(gunzip(bomb, { limit: 100_000 })).rejects.toThrow(/more than the 100000 bytes allowed.*--max-bytes/);
  await expect(gunzip(joined(packed, packed), { limit: 15 })).rejects.toThrow(/more than the 15 bytes/);
  expect(await gunzip(joined(packed, packed), { limit: 16 })).toHaveLength(16);
});

test.each([
  ['an end in the header', packed.subarray(0, 5)],
  ['an end in the data', packed.subarray(0, 15)],
  ['an end in the checksum', packed.subarray(0, -5)],
  ['another method', packed.with(2, 7)],
  ['flags that are kept for later', packed.with(3, 32)],
  ['a wrong checksum', packed.with(packed.length - 8, packed.at(-8)! ^ 1)],
  ['a wrong size', packed.with(packed.length - 4, 99)],
])('gunzip refuses %s', async (_, bytes) => {
  await expect(gunzip(bytes)).rejects.toThrow(FileError);
});

test('inflate unpacks what zlib packs in any way, and says where it ends', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc
      .array(fc.constantFrom('1.5,', '-2\n', 'abcabc', '0'), { maxLength: 3000 })
      .map((words) => Buffer.from(words.join(''))),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 70_000 }))
      .map(([byte, length]) => Buffer.alloc(length, byte)),
  );
  const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants;
  const strategy = fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED);
  fc.assert(
    fc.property(content, fc.integer({ min: 0, max: 9 }), strategy, fc.integer({ min: 0, max: 5000 }), (...given) => {
      const [bytes, level, how, expected] = given;
      const deflated = deflateRawSync(bytes, { level, strategy: how });
      const input = joined(zeros(3), deflated, text);
      const limit = { expected, most: bytes.length, tooMuch: () => expect.fail('it is too much') };
      const { bytes: found, end } = inflate('gzip', input, 3, limit);
      expect(Buffer.compare(found, bytes)).toBe(0);
      expect(end).toBe(3 + deflated.length);
    }),
    { numRuns: 300 },
  );
});

test('damaged packed files are unpacked or refused, nothing else', async () => {
  const good = [packed, joined(packed, packed), new Uint8Array(gzipSync(Buffer.alloc(500, '1.25,3\n'), { level: 1 }))];
  await fc.assert(
    fc.asyncProperty(mutations(good), async (bytes) => {
      const unpacked = await gunzip(bytes, { limit: 1000 }).catch((error: unknown) => {
        if (error instanceof FileError) return undefined;
        throw error;
      });
      if (unpacked !== bytes) expect(unpacked?.length ?? 0).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 2000 },
  );
});

test('damaged deflated data are unpacked or refused, nothing else', () => {
  const good = [1, 6, 9].map(
    (level) => new Uint8Array(deflateRawSync(Buffer.from('0.5,-1\n1.25,8\n'.repeat(90)), { level })),
  );
  fc.assert(
    fc.property(mutations(good), (bytes) => {
      try {
        const tooMuch = () => {
          throw new FileError('gzip', '', 'too much');
        };
        expect(inflate('gzip', bytes, 0, { expected: 10, most: 5000, tooMuch }).bytes.length).toBeLessThanOrEqual(5000);
      } catch (error) {
        expect(error).toBeInstanceOf(FileError);
      }
    }),
    { numRuns: 2000 },
  );
});
