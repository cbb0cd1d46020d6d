import { describe, expect, test } from 'vitest';
import { nearestNeighbours } from '../../src/diagnostics/nearest_neighbour.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { points } from '../../src/points.ts';

describe('nearestNeighbours', () => {
  test.each([
    [1, 1],
    [5, 3],
    [65, 130],
    [129, 63],
  ])('of %i samples among %i points are those that a plain search finds', (count, others) => {
    for (const name of ['tutorial', 'rings', 'digits_8']) {
      const target = targetNamed(name);
      const { dimension } = target;
      const samples = target.sample(count, { seed: 1 });
      const training = target.sample(others, { seed: 2 });
      const { distances, indices } = nearestNeighbours(samples, training);
      for (let i = 0; i < count; i++) {
        const all = Array.from({ length: others }, (_, k) => {
          let square = 0;
          for (let j = 0; j < dimension; j++)
            square += (samples.values[i * dimension + j]! - training.values[k * dimension + j]!) ** 2;
          return Math.sqrt(square);
        });
        expect(distances[i]).toBeCloseTo(Math.min(...all), 12);
        expect(all[indices[i]!]).toBeCloseTo(Math.min(...all), 12);
      }
    }
  });

  test('of copies are their originals, at no distance', () => {
    const training = targetNamed('two_spirals').sample(200, { seed: 3 });
    const copies = points(training.values.slice(60, 100), 2);
    const { distances, indices } = nearestNeighbours(copies, training);
    expect([...indices]).toEqual(Array.from({ length: 20 }, (_, i) => 30 + i));
    expect(distances.every((distance) => distance === 0)).toBe(true);
  });

  test('of several as near is the first', () => {
    expect([...nearestNeighbours(points([0, 5]), points([1, -1, 1, 6, 4])).indices]).toEqual([0, 3]);
  });

  test('refuses points of another dimension', () => {
    expect(() => nearestNeighbours(points([1, 2], 2), points([1, 2, 3]))).toThrow(/training\.shape/);
  });
});
