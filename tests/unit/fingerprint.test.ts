import { expect, test } from 'vitest';
import { fingerprintOf, murmur3, sameFingerprint } from '../../src/fingerprint.ts';
import { points } from '../../src/points.ts';

const words = (text: string): Uint32Array => new Uint32Array(new TextEncoder().encode(text).buffer);

test('the hash is MurmurHash3, x86, 32 bits', () => {
  // By the code of the algorithm's author, and again by one written from its description in Python.
  expect(murmur3(words('test'), 0)).toBe(0xba6bd213);
  expect(murmur3(words('aaaa'), 0x9747b28c)).toBe(0x5a97808a);
  expect(murmur3(words('abcd'), 0x9747b28c)).toBe(0xf0478627);
  expect(murmur3(new Uint32Array(1), 0)).toBe(0x2362f9de);
  expect(murmur3(words('aaaaaaaa'), 1)).toBe(0x8fa65938);
  expect(murmur3(new Uint32Array(0), 1)).toBe(0x514e28b7);
});

test('a fingerprint tells values, their order and their shape, and nothing of where they lie', () => {
  const data = points([1, 2, 3, 4, 5, 6], 2);
  const { shape, hash } = fingerprintOf(data);
  expect({ shape, hash }).toEqual({ shape: [3, 2], hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
  const again = fingerprintOf({ values: Float32Array.of(9, 1, 2, 3, 4, 5, 6).subarray(1), shape: [3, 2] });
  expect(sameFingerprint(again, { shape, hash })).toBe(true);
  for (const other of [
    points([1, 2, 3, 4, 6, 5], 2),
    points([1, 2, 3, 4, 5, 6 + 2 ** -21], 2),
    points([1, 2, 3, 4, 5, 6], 3),
    points([1, 2, 3, 4], 2),
  ])
    expect(sameFingerprint(fingerprintOf(other), { shape, hash })).toBe(false);
});
