import { describe, expect, test } from 'vitest';
import { kolmogorovSmirnov } from '../../src/diagnostics/kolmogorov_smirnov.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';
import { ArgumentError } from '../../src/errors.ts';
import { type Key, keyOf, normals, philox, streams, uniform } from '../../src/random.ts';

describe('philox', () => {
  // The known answers of Random123 1.14, file kat_vectors.
  const ones = 0xffffffff;
  test.each([
    ['zeros', [0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ones', [ones, ones, ones, ones], [ones, ones], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [
      'the digits of π',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('gives the known answer for %s', (_, [index, block, step, stream], key, answer) => {
    const words = new Uint32Array(4);
    philox(words, index, block, step, stream, key);
    expect([...words].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(answer);
  });
});

describe('keyOf', () => {
  test('splits a seed into its words, low first', () => {
    expect(keyOf(5)).toEqual([5, 0]);
    expect(keyOf(2 ** 32 + 7)).toEqual([7, 1]);
    expect(keyOf(0xffff_ffff_0000_0001n)).toEqual([1, 0xffff_ffff]);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53, 1n << 64n, -1n])('refuses the seed %s', (seed) => {
    expect(() => keyOf(seed)).toThrow(ArgumentError);
  });
});

test('uniform covers (0, 1]', () => {
  expect(uniform(0)).toBe(2 ** -24);
  expect(uniform(0xffffffff)).toBe(1);
});

describe('normals', () => {
  const key: Key = [12345, 0];
  const count = 2 ** 20;
  const draws = new Float64Array(count);
  for (let quad = 0; quad < count / 4; quad++) normals(quad, 0, 0, streams.langevin, key, draws, 4 * quad);

  test('are the Box–Muller transform of the words', () => {
    const words = new Uint32Array(4);
    for (let quad = 0; quad < 1000; quad++) {
      philox(words, quad, 0, 0, streams.langevin, key);
      for (const pair of [0, 2]) {
        const radius = Math.sqrt(-2 * Math.log(uniform(words[pair]!)));
        const angle = 2 * Math.PI * (words[pair + 1]! >>> 8) * 2 ** -24;
        // The tables and series are good to a few units of 2⁻⁵³.
        expect(Math.abs(draws[4 * quad + pair]! - radius * Math.cos(angle))).toBeLessThan(5e-15);
        expect(Math.abs(draws[4 * quad + pair + 1]! - radius * Math.sin(angle))).toBeLessThan(5e-15);
      }
    }
  });

  test('have the moments of the standard normal', () => {
    const moment = (power: number) => draws.reduce((sum, z) => sum + z ** power, 0) / count;
    // Five standard errors: the variances of z, z², z³, z⁴ are 1, 2, 15, 96.
    const allowed = (variance: number) => 5 * Math.sqrt(variance / count);
    expect(Math.abs(moment(1))).toBeLessThan(allowed(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(allowed(2));
    expect(Math.abs(moment(3))).toBeLessThan(allowed(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(allowed(96));
  });

  test('have the distribution of the standard normal', () => {
    // The 99.9 % point of the Kolmogorov distribution.
    expect(kolmogorovSmirnov(draws, normalCdf)).toBeLessThan(1.95 / Math.sqrt(count));
  });

  test('do not depend on one another', () => {
    const correlation = (lag: number) => {
      let sum = 0;
      for (let i = lag; i < count; i++) sum += draws[i]! * draws[i - lag]!;
      return sum / count;
    };
    for (const lag of [1, 2, 3, 4, 64]) expect(Math.abs(correlation(lag))).toBeLessThan(5 / Math.sqrt(count));
  });

  test('end at √(48 ln 2) = 5.77', () => {
    const largest = draws.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
    expect(largest).toBeLessThanOrEqual(Math.sqrt(48 * Math.LN2));
  });

  test('differ between dimensions, steps, streams and keys', () => {
    const quad = (dimension: number, step: number, stream: 3 | 4, seed: number) => {
      const out = new Float64Array(4);
      normals(0, dimension, step, stream, [seed, 0], out);
      return out[0];
    };
    const seen = [quad(0, 0, 3, 1), quad(1, 0, 3, 1), quad(0, 1, 3, 1), quad(0, 0, 4, 1), quad(0, 0, 3, 2)];
    expect(new Set(seen).size).toBe(5);
  });
});
