import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paintedMixture } from '../../../demo/lab/run/painted_mixture.ts';
import { brushes, extent, mostSpots, quantised, readPainting, writePainting } from '../../../demo/lab/run/painting.ts';

const places = fc.double({ min: -extent, max: extent, noNaN: true });
const spots = fc.array(fc.record({ x: places, y: places, deviation: fc.constantFrom(...brushes) }), { maxLength: 40 });

/** Half a cell of 4096 places along the side. */
const cell = extent / 4095;

describe('a painting', () => {
  test('comes back from its text where it was, to half a cell', () => {
    fc.assert(
      fc.property(spots, (given) => {
        const read = readPainting(writePainting(given))!;
        expect(read).toHaveLength(given.length);
        for (const [i, { x, y, deviation }] of read.entries()) {
          // Some float error on top of half a cell.
          expect(Math.abs(x - given[i]!.x)).toBeLessThan(cell * 1.001);
          expect(Math.abs(y - given[i]!.y)).toBeLessThan(cell * 1.001);
          expect(deviation).toBe(given[i]!.deviation);
        }
      }),
    );
  });

  test('that is quantised comes back to the bit, and its text is the same again', () => {
    fc.assert(
      fc.property(spots, (given) => {
        const text = writePainting(given);
        expect(text).toMatch(/^[\w-]*$/);
        expect(text).toHaveLength(6 * given.length);
        const read = readPainting(text)!;
        expect(read).toEqual(given.map(quantised));
        expect(writePainting(read)).toBe(text);
      }),
    );
  });

  test('keeps what is painted beyond the border at the border', () => {
    expect(readPainting(writePainting([{ x: 99, y: -99, deviation: 0.1 }]))).toEqual([
      { x: extent, y: -extent, deviation: 0.1 },
    ]);
  });

  test('of a text that anyone may have written is undefined, or spots that can be drawn from', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\w-]*$/),
      fc.stringMatching(/^(A[A-D][\w-]{4})*$/),
      spots.map(writePainting),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readPainting(text);
        if (read === undefined || read.length === 0) return;
        const largest = Math.max(...read.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
        expect(largest).toBeLessThanOrEqual(extent);
        expect(brushes).toEqual(expect.arrayContaining(read.map(({ deviation }) => deviation)));
        expect(writePainting(read)).toBe(text);
        expect(paintedMixture(read).dimension).toBe(2);
      }),
    );
  });

  test('of too many spots, half a spot, or a brush that there is not is undefined', () => {
    const one = writePainting([{ x: 0, y: 0, deviation: 0.1 }]);
    expect(readPainting(one.repeat(mostSpots))).toHaveLength(mostSpots);
    expect(readPainting(one.repeat(mostSpots + 1))).toBeUndefined();
    expect(readPainting(one.slice(1))).toBeUndefined();
    expect(readPainting(`${one.slice(0, 4)}AE`)).toBeUndefined();
    expect(readPainting(`${one.slice(0, 5)}!`)).toBeUndefined();
    expect(readPainting('')).toEqual([]);
  });
});
