import { describe, expect, test } from 'vitest';
import { cellOf, planeMap, pointOfEvent, within } from '../../../demo/lab/figures/stage/plane_map.ts';

const extent = [
  [-2, 6],
  [1, 9],
] as const;

describe('planeMap', () => {
  const map = planeMap(extent, { left: 10, top: 20, width: 400, height: 200 });

  test('has the lower left of the extent at the lower left of the box, and y upwards', () => {
    expect(map.toPixel(-2, 1)).toEqual([10, 220]);
    expect(map.toPixel(6, 9)).toEqual([410, 20]);
    expect(map.toPixel(2, 3)).toEqual([210, 170]);
  });

  test('comes back to the point', () => {
    const [x, y] = map.toPoint(...map.toPixel(0.3, 7.7));
    // A few roundings of float64.
    expect(x).toBeCloseTo(0.3, 12);
    expect(y).toBeCloseTo(7.7, 12);
  });
});

describe('pointOfEvent', () => {
  const element = { getBoundingClientRect: () => ({ left: 100, top: 50, width: 80, height: 80 }) as DOMRect };

  test('is the point under the pointer', () => {
    expect(pointOfEvent({ clientX: 140, clientY: 70 }, element, extent)).toEqual([2, 7]);
  });

  test('is outside of the extent where the pointer is outside of the element', () => {
    expect(pointOfEvent({ clientX: 90, clientY: 140 }, element, extent)).toEqual([-3, 0]);
    expect(within(extent, [-3, 0])).toEqual([-2, 1]);
    expect(within(extent, [7, 5])).toEqual([6, 5]);
  });
});

test('cellOf counts cells from the lower left, x fastest', () => {
  expect(cellOf(extent, 4, [-2, 1])).toBe(0);
  expect(cellOf(extent, 4, [5.9, 1.5])).toBe(3);
  expect(cellOf(extent, 4, [-1.5, 3.5])).toBe(4);
  expect(cellOf(extent, 4, [6, 5])).toBeUndefined();
  expect(cellOf(extent, 4, [0, 0.9])).toBeUndefined();
});
