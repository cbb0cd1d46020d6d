import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale, logScale, roundValues } from '../../../demo/lab/figures/drawing/scale.ts';

test('a linear scale takes its ends to the ends of its range, and back', () => {
  const scale = linearScale([-2, 6], [300, 100]);
  expect([-2, 2, 6].map(scale.at)).toEqual([300, 200, 100]);
  expect([300, 200, 100].map(scale.invert)).toEqual([-2, 2, 6]);
});

test('a logarithmic scale gives equal ratios equal lengths, also from the larger to the smaller', () => {
  const scale = logScale([10, 0.1], [0, 200]);
  // Rounding of two logarithms.
  expect(scale.at(10)).toBeCloseTo(0, 9);
  expect(scale.at(1)).toBeCloseTo(100, 9);
  expect(scale.at(0.1)).toBeCloseTo(200, 9);
  expect(scale.invert(100)).toBeCloseTo(1, 9);
});

test('an interval of no length has one place, and no ticks', () => {
  const scale = linearScale([3, 3], [0, 100]);
  expect(scale.at(3)).toBe(0);
  expect(scale.ticks(5)).toEqual([]);
});

test('ticks are written as people write them', () => {
  expect(roundValues(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundValues(0.25, 0.36, 3)).toEqual([0.25, 0.3, 0.35]);
  expect(roundValues(-7, 8, 6)).toEqual([-6, -4, -2, 0, 2, 4, 6, 8]);
  expect(roundValues(0, 3000, 4)).toEqual([0, 1000, 2000, 3000]);
});

test('ticks lie within, one step apart, and are about as many as were asked for', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (least, width, about) => {
        // An interval that float64 can tell apart from a point.
        fc.pre(width > 1e-9 * Math.abs(least));
        const ticks = roundValues(least, least + width, about);
        // Steps are the nearest of 1, 2, 5 by ratio: off by √2.5 at most, and one more or less at the ends.
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(about / Math.sqrt(2.5)) - 1);
        expect(ticks.length).toBeLessThanOrEqual(Math.ceil(about * Math.sqrt(2.5)) + 1);
        const slack = 1e-8 * width;
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(least - slack);
          expect(tick).toBeLessThanOrEqual(least + width + slack);
        }
      },
    ),
  );
});

test('logarithmic ticks are 1, 2, 5, or 1, 3, or powers of ten, as there is room', () => {
  expect(logScale([0.1, 10], [0, 1]).ticks(8)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
  expect(logScale([0.02, 5], [0, 1]).ticks(5)).toEqual([0.03, 0.1, 0.3, 1, 3]);
  expect(logScale([1e-4, 1e4], [0, 1]).ticks(4)).toEqual([1e-4, 0.01, 1, 100, 1e4]);
  // Less than a decade: as on a linear axis.
  expect(logScale([2.1, 2.9], [0, 1]).ticks(4)).toEqual([2.2, 2.4, 2.6, 2.8]);
});
