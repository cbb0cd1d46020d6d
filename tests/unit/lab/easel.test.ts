import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEasel, spacing } from '../../../demo/lab/run/easel.ts';
import { brushes, extent, mostSpots, type Spot } from '../../../demo/lab/run/painting.ts';

/** Both ends of a spot's way to its neighbour are rounded to cells of 8/4095: at most their diagonal. */
const rounding = Math.SQRT2 * (8 / 4095);
const between = (one: Spot, other: Spot) => Math.hypot(one.x - other.x, one.y - other.y);

describe('a stroke', () => {
  test.each(brushes)(
    'of the brush %d leaves spots half a deviation apart, however the pointer was reported',
    (brush) => {
      const way = fc.array(
        fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })),
        {
          ...{ minLength: 2, maxLength: 8 },
        },
      );
      fc.assert(
        fc.property(way, (places) => {
          const easel = createEasel([]);
          easel.begin(brush);
          for (const [x, y] of places) easel.to(x, y);
          const { spots } = easel;
          for (const [i, spot] of spots.slice(1).entries()) {
            // The way to the next place begins anew at the last spot, so that no two are further apart.
            expect(Math.abs(between(spots[i]!, spot) - spacing * brush)).toBeLessThan(rounding);
            expect(spot.deviation).toBe(brush);
          }
        }),
      );
    },
  );

  test('is the same in one event as in a hundred', () => {
    const [once, often] = [createEasel([]), createEasel([])];
    for (const easel of [once, often]) easel.begin(0.25);
    once.to(-2, 0);
    once.to(2, 0);
    for (let i = 0; i <= 100; i++) often.to(-2 + i / 25, 0);
    expect(often.spots).toEqual(once.spots);
    // 4 long, 0.125 apart, with both ends.
    expect(once.spots).toHaveLength(33);
  });

  test('says which spots are new, and a press alone leaves one', () => {
    const easel = createEasel([]);
    easel.begin(0.5);
    expect(easel.to(1, 1)).toHaveLength(1);
    expect(easel.to(1.1, 1)).toHaveLength(0);
    expect(easel.to(2, 1)).toHaveLength(4);
  });

  test('leaves nothing beyond the border, and goes on where it comes back', () => {
    const easel = createEasel([]);
    easel.begin(0.5);
    easel.to(3.9, 0);
    easel.to(6, 0);
    easel.to(3, 0);
    expect(easel.spots.length).toBeGreaterThan(1);
    expect(easel.spots.every(({ x }) => Math.abs(x) <= extent)).toBe(true);
    expect(easel.spots.at(-1)!.x).toBeLessThan(3.5);
  });

  test('ends where the painting is full', () => {
    const easel = createEasel([]);
    easel.begin(0.02);
    for (let i = 0; i < 20; i++) easel.to(i % 2 === 0 ? -4 : 4, i / 10);
    expect(easel.spots).toHaveLength(mostSpots);
    expect(easel.full).toBe(true);
    easel.undo();
    expect(easel.full).toBe(false);
  });
});

describe('an easel', () => {
  const spot = { x: 1, y: 1, deviation: 0.1 };

  function stroke(easel: ReturnType<typeof createEasel>, y: number): number {
    const before = easel.spots.length;
    easel.begin(0.25);
    easel.to(-1, y);
    easel.to(1, y);
    return easel.spots.length - before;
  }

  test('takes back one stroke after another, and at last what it was given', () => {
    const easel = createEasel([spot, spot]);
    const first = stroke(easel, 0);
    stroke(easel, 1);
    easel.undo();
    expect(easel.spots).toHaveLength(2 + first);
    easel.undo();
    expect(easel.spots).toEqual([spot, spot]);
    easel.undo();
    expect(easel.spots).toEqual([]);
    easel.undo();
    expect(easel.spots).toEqual([]);
  });

  test('does not count a stroke that left nothing', () => {
    const easel = createEasel([]);
    stroke(easel, 0);
    easel.begin(0.25);
    easel.to(9, 9);
    easel.undo();
    expect(easel.spots).toEqual([]);
  });

  test('is empty when it is cleared, and leaves alone what it was given', () => {
    const given = [spot];
    const easel = createEasel(given);
    easel.clear();
    expect(easel.spots).toEqual([]);
    expect(given).toEqual([spot]);
    expect(stroke(easel, 0)).toBeGreaterThan(0);
    easel.undo();
    expect(easel.spots).toEqual([]);
  });
});
