import type { Points } from './points.ts';

/** What tells one data set from another: not who made it, but whether it is the same. */
export interface Fingerprint {
  readonly shape: readonly [count: number, dimension: number];
  /** 16 hexadecimal digits. */
  readonly hash: string;
}

/**
 * Shape and hash of points: two MurmurHash3 (x86, 32 bits) of the values, under the seeds 0 and 1: of float32 where that holds them
 * all, and else of float64, so that the same numbers have the same hash.
 */
export function fingerprintOf({ values, shape }: Points): Fingerprint {
  const held = values instanceof Float32Array ? values : inLeastPrecision(values);
  const words = new Uint32Array(held.buffer, held.byteOffset, held.byteLength / 4);
  return { shape: [shape[0], shape[1]], hash: hashOf(words) };
}

/** The hash of any bytes, filled up with zeros to whole words: 16 hexadecimal digits. */
export function hashOfBytes(bytes: Uint8Array): string {
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return hashOf(words);
}

function hashOf(words: Uint32Array): string {
  return [0, 1].map((seed) => murmur3(words, seed).toString(16).padStart(8, '0')).join('');
}

function inLeastPrecision(values: Float64Array): Float32Array | Float64Array {
  return values.every((value) => Math.fround(value) === value) ? Float32Array.from(values) : values;
}

export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return a.hash === b.hash && a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];
}

/** MurmurHash3_x86_32 (Appleby 2011, public domain) of the bytes of whole words. */
export function murmur3(words: Uint32Array, seed: number): number {
  let hash = seed;
  for (let i = 0; i < words.length; i++) {
    const word = Math.imul(words[i]!, 0xcc9e2d51);
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= 4 * words.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
