import { describe, expect, it } from 'vitest';
import { atMost, holdOut } from '../../src/judging/hold_out.ts';
import { points } from '../../src/points.ts';

/** Rows [i, −i]. */
const numbered = (count: number) =>
  points(
    Array.from({ length: 2 * count }, (_, i) => (i % 2 ? -1 : 1) * (i >> 1)),
    2,
  );

const firsts = ({ values }: { values: ArrayLike<number> }): number[] =>
  Array.from(values).filter((_, i) => i % 2 === 0);

describe('a part of the data held out', () => {
  it.each([
    [100, 0.1, 10],
    [7, 0.5, 4],
    [5, 0.001, 1],
    [5, 0.999, 4],
    [2, 0.5, 1],
  ])('of %i rows a share of %d is %i, and each row is in one part whole and in order', (count, share, expected) => {
    const { training, heldOut } = holdOut(numbered(count), share, 0);
    expect(heldOut.shape).toEqual([expected, 2]);
    expect(training.shape).toEqual([count - expected, 2]);
    for (const part of [training, heldOut]) {
      expect(firsts(part)).toEqual(firsts(part).sort((a, b) => a - b));
      expect(Array.from(part.values).every((value, i, all) => i % 2 === 0 || value === -all[i - 1]!)).toBe(true);
    }
    const all = [...firsts(training), ...firsts(heldOut)].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('depends on the seed alone', () => {
    const [a, b, c] = [3, 3, 4].map((seed) => firsts(holdOut(numbered(1000), 0.1, seed).heldOut));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('takes rows from anywhere with the same probability', () => {
    const thirds = [0, 0, 0];
    for (let seed = 0; seed < 300; seed++)
      for (const row of firsts(holdOut(numbered(30), 0.2, seed).heldOut)) thirds[Math.floor(row / 10)]!++;
    // 600 of 1800 each; the standard deviation, of 300 hypergeometric numbers of variance 6·⅓·⅔·24/29, is 18.2.
    for (const count of thirds) expect(Math.abs(count - 600)).toBeLessThan(4 * 18.2);
  });

  it('needs two rows', () => {
    expect(() => holdOut(numbered(1), 0.5, 0)).toThrow('data.shape[0]: got 1, but it must be an integer of at least 2');
  });

  it('may be thinned, and is left as it is where it is small', () => {
    const data = numbered(50);
    expect(atMost(data, 50, 0)).toBe(data);
    expect(new Set(firsts(atMost(data, 20, 0))).size).toBe(20);
  });
});
