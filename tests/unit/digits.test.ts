import { describe, expect, test } from 'vitest';
import { digits } from '../../src/distributions/digits.ts';

describe.each([8, 16])('digits of %i pixels', (side) => {
  const target = digits(side);
  const { points: images, labels } = target.labelled(2000, { seed: 1 });
  const { values } = images;
  const dimension = side * side;
  const image = (i: number) => values.subarray(i * dimension, (i + 1) * dimension);

  test('are pictures in [0, 1], with ink and with ground', () => {
    expect(images.shape).toEqual([2000, dimension]);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    for (let i = 0; i < 2000; i++) {
      // A stroke of half width 0.05·8 whose middle runs between two pixels covers 0.4 of each.
      expect(Math.max(...image(i))).toBeGreaterThanOrEqual(0.4);
      const ink = Array.from(image(i)).reduce((sum, value) => sum + value, 0) / dimension;
      expect(ink).toBeGreaterThan(0.05);
      expect(ink).toBeLessThan(0.55);
    }
  });

  test('are of ten kinds, equally often', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of labels) counts[label]!++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
    // The 99.9 % point of χ² with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.9);
  });

  test('show what they are: the nearest of 1800 others is of the same kind', () => {
    let right = 0;
    for (let i = 0; i < 200; i++) {
      const own = image(i);
      let nearest = Infinity;
      let label = -1;
      for (let k = 200; k < 2000; k++) {
        let square = 0;
        for (let j = 0; j < dimension; j++) square += (own[j]! - values[k * dimension + j]!) ** 2;
        if (square < nearest) [nearest, label] = [square, labels[k]!];
      }
      if (label === labels[i]) right++;
    }
    // Nine of ten would be poor; handwriting in 8 × 8 pixels (Alpaydin and Kaynak 1998) is told so in 98 of 100 cases.
    expect(right / 200).toBeGreaterThan(0.95);
  });

  test('no two are alike', () => {
    expect(new Set(Array.from({ length: 2000 }, (_, i) => image(i).join())).size).toBe(2000);
  });

  test('a picture does not depend on how many are asked for', () => {
    for (const few of [1, 10]) expect(target.sample(few, { seed: 1 }).values).toEqual(values.slice(0, few * dimension));
    expect(target.sample(4, { seed: 2 }).values).not.toEqual(values.slice(0, 4 * dimension));
  });
});

test.each([7, 29, 9.5])('a side of %d pixels is refused', (side) => {
  expect(() => digits(side)).toThrow(/side/);
});
