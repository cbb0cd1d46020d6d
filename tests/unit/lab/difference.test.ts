import { expect, test } from 'vitest';
import { mergedCells } from '../../../demo/lab/figures/drawing/bars.ts';
import {
  differenceScale,
  divergingColour,
  misplaced,
  misplacedByChance,
} from '../../../demo/lab/figures/measures/diverging.ts';

const lightness = ([r, g, b]: readonly number[]): number => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;

test.each([
  { ground: '#ffffff', dark: false, sign: -1 },
  { ground: '#14171c', dark: true, sign: 1 },
])(
  'no difference is the ground $ground, and colours leave it steadily to blue for too many, to orange for too few',
  ({ ground, dark, sign }) => {
    const parts = Array.from({ length: 11 }, (_, i) => i / 10);
    const zero = divergingColour(0, ground, dark);
    expect(`#${zero.map((part) => part.toString(16).padStart(2, '0')).join('')}`).toBe(ground);
    for (const direction of [1, -1]) {
      const colours = parts.map((part) => divergingColour(direction * part, ground, dark));
      for (let i = 1; i < colours.length; i++) {
        expect(sign * (lightness(colours[i]!) - lightness(colours[i - 1]!))).toBeGreaterThan(0);
      }
      const [red, , blue] = colours.at(-1)!;
      expect(Math.sign(blue - red)).toBe(direction);
      expect(divergingColour(3 * direction, ground, dark)).toEqual(colours.at(-1));
    }
  },
);

test('the scale holds the largest difference, and never fewer than five standard errors of the fullest cell', () => {
  expect(differenceScale(Float32Array.of(100, 4), Float32Array.of(100, 4))).toBe(50);
  expect(differenceScale(Float32Array.of(300, 4), Float32Array.of(100, 4))).toBe(200);
  expect(differenceScale(Float32Array.of(0), Float32Array.of(0))).toBe(1);
});

test('the share that is misplaced is that which would have to move', () => {
  expect(misplaced(Float32Array.of(30, 70), Float32Array.of(50, 50))).toBeCloseTo(0.2, 12);
  expect(misplaced(Float32Array.of(0), Float32Array.of(0))).toBe(0);
});

test('chance alone misplaces what it does in counts of Poisson', () => {
  // Mean absolute deviation of a Poisson count of mean n, for a whole n: 2·e⁻ⁿ·nⁿ⁺¹/n!.
  const exact = (n: number): number => {
    let term = 2 * n * Math.exp(-n);
    for (let i = 1; i <= n; i++) term *= n / i;
    return term;
  };
  // The root is above it by about 1/(12n) of it, which is 1.7 % at 5.
  for (const n of [5, 20, 80]) {
    const excess = (misplacedByChance(Float32Array.of(n)) * 2 * n) / exact(n) - 1;
    expect(excess).toBeGreaterThan(0);
    expect(excess).toBeLessThan(1.05 / (12 * n));
  }
  // Below 1 it is 2n·e⁻ⁿ itself.
  expect(misplacedByChance(Float32Array.of(0.25))).toBeCloseTo(Math.exp(-0.25), 6);
});

test('cells are merged evenly: into no more than were asked for, with the same sum', () => {
  expect(Array.from(mergedCells(Float32Array.of(1, 2, 3, 4), 2))).toEqual([3, 7]);
  expect(Array.from(mergedCells(Float32Array.of(1, 2, 3), 2))).toEqual([6]);
  expect(Array.from(mergedCells(Uint32Array.of(1, 2), 80))).toEqual([1, 2]);
});

test('the ground may be a short colour', () => {
  expect(divergingColour(0, '#fff', false)).toEqual([255, 255, 255]);
  expect(divergingColour(0.5, '#fff', false)).toEqual(divergingColour(0.5, '#ffffff', false));
});
