import { ArgumentError } from './errors.ts';

/**
 * Random numbers by counter: word = philox(counter, key). A number depends on (seed, stream, step, index) alone, never on
 * the order, the chunk or the engine that asks for it. Twin of shaders/random/philox.wgsl and shaders/random/normal.wgsl.
 *
 * One call gives four words. Rows (of a batch, of particles) are taken in quads: row r of a stream finds its number for
 * dimension j at step t in word r mod 4 of counter (⌊r/4⌋, j, t, stream), so that four rows in the lanes of a vector use
 * every word that is made.
 */

/** Any integer from 0 to 2⁶⁴ − 1: the key of all streams of a run. */
export type Seed = number | bigint;

/** The purpose of a number: the last word of its counter. */
export const streams = {
  weights: 1,
  perturbation: 2,
  particles: 3,
  langevin: 4,
  component: 5,
  data: 6,
  rows: 7,
  levels: 8,
  contexts: 9,
  probes: 10,
  known: 11,
  resampling: 12,
  directions: 16,
  subset: 17,
  shuffle: 18,
  references: 19,
} as const;
export type Stream = (typeof streams)[keyof typeof streams];

/** The two 32-bit words of a seed, low first. */
export type Key = readonly [low: number, high: number];

/** Splits a seed into the key of the generator. @throws ArgumentError unless it is an integer in [0, 2⁶⁴). */
export function keyOf(seed: Seed): Key {
  const valid = typeof seed === 'bigint' ? seed >= 0n && seed < 1n << 64n : Number.isSafeInteger(seed) && seed >= 0;
  if (!valid) throw new ArgumentError('seed', seed, 'an integer from 0 to 2⁵³ − 1, or a bigint from 0n to 2⁶⁴ − 1');
  const wide = BigInt(seed);
  return [Number(wide & 0xffff_ffffn), Number(wide >> 32n)];
}

// Multipliers and Weyl increments of Philox4x32 (Salmon et al. 2011, table 2 and section 3.3), as signed 32-bit integers.
const multiplier0 = 0xd2511f53 | 0;
const multiplier1 = 0xcd9e8d57 | 0;
const weyl0 = 0x9e3779b9 | 0;
const weyl1 = 0xbb67ae85 | 0;

/** High 32 bits of the product of two unsigned 32-bit integers, by 16-bit halves: no partial sum reaches 2³². */
function multiplyHigh(a: number, b: number): number {
  const low = b & 0xffff;
  const high = b >>> 16;
  const left = (Math.imul(a >>> 16, low) + (Math.imul(a & 0xffff, low) >>> 16)) | 0;
  const right = (Math.imul(a & 0xffff, high) + (left & 0xffff)) | 0;
  return (Math.imul(a >>> 16, high) + (left >>> 16) + (right >>> 16)) | 0;
}

/** Philox4x32-10 (Salmon et al. 2011): writes four 32-bit words for a counter of four words and a key of two. */
export function philox(words: Uint32Array, index: number, block: number, step: number, stream: number, key: Key): void {
  // Signed 32-bit throughout, so that the compiler keeps to integer registers: twice as fast as with >>> 0.
  let c0 = index | 0;
  let c1 = block | 0;
  let c2 = step | 0;
  let c3 = stream | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low0 = Math.imul(multiplier0, c0);
    const low1 = Math.imul(multiplier1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

/** A uniform number in (0, 1], a multiple of 2⁻²⁴, so exact in float32. */
export function uniform(word: number): number {
  return ((word >>> 8) + 1) * 2 ** -24;
}

// 1 + i/128: where the logarithm is tabulated; and 256 directions, where the cosine and the sine are.
const logarithms = Float64Array.from({ length: 129 }, (_, i) => Math.log(1 + i / 128));
const reciprocals = Float64Array.from({ length: 129 }, (_, i) => 2 ** -31 / (1 + i / 128));
const cosines = Float64Array.from({ length: 256 }, (_, i) => Math.cos((2 * Math.PI * i) / 256));
const sines = Float64Array.from({ length: 256 }, (_, i) => Math.sin((2 * Math.PI * i) / 256));

/**
 * −ln(uniform(word)): exponent, table and series of ln(1 + r) with |r| ≤ 1/256, whose first term left out is below 2e-19·r.
 * Within 2e-16 of Math.log, and three times as fast as a call of it.
 */
function minusLog(word: number): number {
  const numerator = (word >>> 8) + 1;
  const shift = Math.clz32(numerator);
  const fraction = (numerator << shift) & 0x7fffffff;
  const nearest = (fraction + 0x800000) >>> 24;
  const r = ((fraction - (nearest << 24)) | 0) * reciprocals[nearest]!;
  const series = r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7)))))));
  return (shift - 7) * Math.LN2 - logarithms[nearest]! - series;
}

const words = new Uint32Array(4);

/**
 * Four standard normals for the rows 4·quad … 4·quad + 3 in one dimension at one step, by Box and Muller (1958), written
 * from `out[at]` on. The uniform is a multiple of 2⁻²⁴, so |z| ≤ √(48 ln 2) = 5.77; beyond lies a probability of 8e-9.
 */
export function normals(
  quad: number,
  dimension: number,
  step: number,
  stream: Stream,
  key: Key,
  out: Float64Array,
  at = 0,
): void {
  philox(words, quad, dimension, step, stream, key);
  for (let pair = 0; pair < 4; pair += 2) {
    const radius = Math.sqrt(2 * minusLog(words[pair]!));
    // The angle 2π·(word >> 8)·2⁻²⁴ as a tabulated direction and a rest of at most π/256, put together by angle addition.
    const turn = words[pair + 1]! >>> 8;
    const nearest = (turn + 0x8000) >>> 16;
    const rest = (turn - (nearest << 16)) * (2 * Math.PI * 2 ** -24);
    const square = rest * rest;
    const cosine = 1 - square * (1 / 2 - square * (1 / 24 - square * (1 / 720)));
    const sine = rest * (1 - square * (1 / 6 - square * (1 / 120 - square * (1 / 5040))));
    const tableCosine = cosines[nearest & 255]!;
    const tableSine = sines[nearest & 255]!;
    out[at + pair] = radius * (tableCosine * cosine - tableSine * sine);
    out[at + pair + 1] = radius * (tableSine * cosine + tableCosine * sine);
  }
}

/** Four signs, 1 or −1, for the rows 4·quad … 4·quad + 3 in one dimension of a probe, from the highest bits of four words. */
export function rademacher(quad: number, dimension: number, probe: number, key: Key, out: Float64Array, at = 0): void {
  philox(words, quad, dimension, probe, streams.probes, key);
  for (let lane = 0; lane < 4; lane++) out[at + lane] = words[lane]! >>> 31 === 1 ? -1 : 1;
}
