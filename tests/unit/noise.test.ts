import { describe, expect, test } from 'vitest';
import { geometric, karras, linear, noise } from '../../src/noise.ts';

describe('geometric', () => {
  test('is the ladder of the tutorial', () => {
    const { levels } = geometric({ from: 2, to: 0.5, levels: 16 });
    expect(levels).toHaveLength(16);
    expect(levels[0]).toBe(2);
    expect(levels[15]).toBe(0.5);
    for (let i = 1; i < 16; i++) expect(levels[i]! / levels[i - 1]!).toBeCloseTo((0.5 / 2) ** (1 / 15), 14);
  });
});

describe('karras', () => {
  test('is the ladder of EDM: 18 levels from 80 to 0.002, ρ = 7', () => {
    const { levels } = karras({ from: 80, to: 0.002, levels: 18 });
    expect(levels).toHaveLength(18);
    expect(levels[0]).toBe(80);
    expect(levels[17]).toBe(0.002);
    expect(levels[1]).toBeCloseTo(57.586, 3);
    expect(levels[1]).toBeCloseTo((80 ** (1 / 7) + (0.002 ** (1 / 7) - 80 ** (1 / 7)) / 17) ** 7, 12);
    for (let i = 1; i < 18; i++) expect(levels[i]).toBeLessThan(levels[i - 1]!);
  });

  test('with ρ = 1 is linear', () => {
    const range = { from: 3, to: 0.5, levels: 7 };
    karras({ ...range, rho: 1 }).levels.forEach((sigma, i) => {
      expect(sigma).toBeCloseTo(linear(range).levels[i]!, 14);
    });
  });

  test('with large ρ is geometric', () => {
    const range = { from: 3, to: 0.5, levels: 7 };
    karras({ ...range, rho: 1e6 }).levels.forEach((sigma, i) => {
      expect(sigma).toBeCloseTo(geometric(range).levels[i]!, 5);
    });
  });

  test.each([0, -7, Number.NaN, Infinity])('refuses ρ = %d', (rho) => {
    expect(() => karras({ from: 2, to: 1, levels: 3, rho })).toThrow(
      expect.objectContaining({ argument: 'noise.rho' }),
    );
  });

  test('refuses ρ so small that levels are not finite', () => {
    expect(() => karras({ from: 80, to: 0.002, levels: 4, rho: 1e-3 })).toThrow(
      expect.objectContaining({ argument: 'noise.levels[1]' }),
    );
  });
});

describe('linear', () => {
  test('has equal distances and exact ends', () => {
    expect(linear({ from: 2, to: 0.5, levels: 4 }).levels).toEqual([2, 1.5, 1, 0.5]);
    const { levels } = linear({ from: 80, to: 0.002, levels: 1000 });
    expect(levels[0]).toBe(80);
    expect(levels[999]).toBe(0.002);
  });
});

describe.each([
  ['geometric', geometric],
  ['karras', karras],
  ['linear', linear],
])('%s', (_, ladder) => {
  test('may have one level', () => {
    expect(ladder({ from: 1, to: 1, levels: 1 }).levels).toEqual([1]);
  });

  test('may have its two ends alone', () => {
    expect(ladder({ from: 0.7, to: 0.1, levels: 2 }).levels).toEqual([0.7, 0.1]);
  });

  test('refuses ends with no room for the levels between them', () => {
    expect(() => ladder({ from: 1 + Number.EPSILON, to: 1, levels: 9 })).toThrow(
      expect.objectContaining({ argument: 'noise.levels' }),
    );
  });

  test.each([
    ['noise.from', { from: 0, to: 0.5, levels: 4 }],
    ['noise.from', { from: Infinity, to: 0.5, levels: 4 }],
    ['noise.to', { from: 2, to: -1, levels: 4 }],
    ['noise.levels', { from: 2, to: 1, levels: 0 }],
    ['noise.levels', { from: 2, to: 1, levels: 2.5 }],
    ['noise.levels', { from: 2, to: 1, levels: 65_537 }],
    ['noise.from', { from: 1, to: 2, levels: 3 }],
    ['noise.from', { from: 1, to: 1, levels: 3 }],
    ['noise.from', { from: 2, to: 1, levels: 1 }],
  ])('refuses a bad %s', (argument, bad) => {
    expect(() => ladder(bad)).toThrow(expect.objectContaining({ argument }));
  });
});

describe('noise', () => {
  test('takes levels as they are', () => {
    expect(noise([3, 1, 0.2]).levels).toEqual([3, 1, 0.2]);
  });

  test.each([
    ['levels.levels', []],
    ['levels.levels', [1, 2]],
    ['levels.levels', [2, 2]],
    ['levels.levels[1]', [1, 0]],
    ['levels.levels[0]', [Number.NaN]],
    ['levels.levels[0]', [Infinity, 1]],
    ['levels.levels[1]', [1, -1]],
  ])('refuses %s = %j', (argument, levels) => {
    expect(() => noise(levels)).toThrow(expect.objectContaining({ argument }));
  });
});
