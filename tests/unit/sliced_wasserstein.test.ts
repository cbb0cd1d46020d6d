import { describe, expect, test } from 'vitest';
import { frameOf } from '../../src/diagnostics/projections.ts';
import {
  sliceDirections,
  slicedDistances,
  slicedWasserstein,
  squaredWasserstein2,
} from '../../src/diagnostics/sliced_wasserstein.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { type Points, points } from '../../src/points.ts';

const normal = (mean: readonly number[], deviation: number) =>
  gaussianMixture({ weights: [1], means: [mean], deviations: [deviation] });

/** Of numbers in any order. */
function squared(a: readonly number[], b: readonly number[]): number {
  return squaredWasserstein2(Float32Array.from(a).sort(), Float32Array.from(b).sort()).square;
}

/** The definition in float64: each projection sorted by itself, and the quantile functions of both on their common steps. */
function byDefinition(x: Points, y: Points, directions: readonly Float64Array[]): number {
  const project = ({ values, shape: [count, d] }: Points, direction: Float64Array) =>
    Float64Array.from({ length: count }, (_, i) =>
      direction.reduce((sum, weight, j) => sum + weight * values[i * d + j]!, 0),
    ).sort();
  let mean = 0;
  for (const direction of directions) {
    const [a, b] = [project(x, direction), project(y, direction)];
    const steps = a.length * b.length;
    let square = 0;
    for (let u = 0; u < steps; u++)
      square += (a[Math.floor(u / b.length)]! - b[Math.floor(u / a.length)]!) ** 2 / steps;
    mean += square / directions.length;
  }
  return Math.sqrt(mean);
}

describe('W₂ of numbers', () => {
  test('of sets of one size pairs them in order', () => {
    expect(squared([3, 1, 2], [10, 30, 20])).toBeCloseTo((81 + 18 ** 2 + 27 ** 2) / 3, 12);
  });

  test('of sets of unequal size is that of their multiples of one size', () => {
    const a = [0.3, -1, 2, 5];
    const b = [1, -2, 0.5, 7, 3, 3];
    const repeat = (values: number[], times: number) => values.flatMap((value) => new Array<number>(times).fill(value));
    const exact = squared(repeat(a, 3), repeat(b, 2));
    expect(squared(a, b)).toBeCloseTo(exact, 12);
    expect(squared(b, a)).toBeCloseTo(exact, 12);
  });

  test('to one point is the mean square distance', () => {
    expect(squared([1, 2, 6], [0])).toBeCloseTo((1 + 4 + 36) / 3, 12);
  });

  test('tells how much of it is far out', () => {
    // Of a shift the outermost 1 % have 1 %; one of 1000 that strays has all.
    for (const other of [1000, 2000]) {
      const zeros = new Float32Array(other);
      const { square, far } = squaredWasserstein2(new Float32Array(1000).fill(3), zeros);
      expect(square).toBeCloseTo(9, 12);
      expect(far).toBeCloseTo(0.09, 12);
      const strayed = new Float32Array(1000);
      strayed[999] = 10;
      expect(squaredWasserstein2(strayed, zeros)).toEqual({ square: 0.1, far: 0.1 });
    }
  });
});

describe('directions', () => {
  test('have length 1 and all directions alike', () => {
    const directions = sliceDirections(3, { projections: 20_000, seed: 1 });
    const mean = [0, 0, 0];
    const square = [0, 0, 0];
    for (const direction of directions) {
      expect(Math.hypot(...direction)).toBeCloseTo(1, 14);
      direction.forEach((value, j) => {
        mean[j]! += value / directions.length;
        square[j]! += value ** 2 / directions.length;
      });
    }
    // A coordinate has mean 0 and variance ⅓; its square has mean ⅓ and variance 4/45. Four standard errors.
    for (const value of mean) expect(Math.abs(value)).toBeLessThan(4 * Math.sqrt(1 / 3 / 20_000));
    for (const value of square) expect(Math.abs(value - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / 20_000));
  });

  test('do not depend on how many are asked for', () => {
    expect(sliceDirections(5, { projections: 10, seed: 3 })).toEqual(
      sliceDirections(5, { projections: 101, seed: 3 }).slice(0, 10),
    );
  });
});

describe('slicedWasserstein', () => {
  const rings = targetNamed('rings').sample(500, { seed: 1 });

  test('of a set to itself, in any order, is 0', () => {
    const rows = Array.from({ length: 500 }, (_, i) => [...rings.values.slice(2 * i, 2 * i + 2)]).reverse();
    expect(slicedWasserstein(rings, points(rows.flat(), 2))).toBe(0);
  });

  test.each([
    ['two_moons', 300, 300],
    ['two_moons', 130, 77],
    ['hypercube', 90, 901],
    ['tutorial', 801, 99],
  ])('of %s, %i points and %i, is what its definition says', (name, n, m) => {
    const target = targetNamed(name);
    const x = target.sample(n, { seed: 1 });
    const y = target.sample(m, { seed: 2 });
    const directions = sliceDirections(target.dimension, { projections: target.dimension === 1 ? 1 : 16 });
    const exact = byDefinition(x, y, directions);
    // Each projection loses 6e-8 of some 10, and a distance of some 0.1 no more than that.
    expect(slicedWasserstein(x, y, { projections: 16 }) / exact).toBeCloseTo(1, 5);
  });

  test('of many sets at once is that of each pair', () => {
    const sets = [1, 2, 3].map((seed) => targetNamed('rings').sample(200 + seed, { seed }));
    const references = [8, 9].map((seed) => targetNamed('two_moons').sample(300, { seed }));
    const directions = sliceDirections(2, { projections: 32 });
    const heard: number[] = [];
    const together = slicedDistances(
      sets,
      references,
      directions,
      frameOf(references[0]!, ...sets, references[1]!),
      (d) => heard.push(d),
    );
    sets.forEach((set, i) => {
      references.forEach((reference, k) => {
        const alone = slicedWasserstein(set, reference, { projections: 32 });
        expect(together[i]![k]!.distance / alone).toBeCloseTo(1, 6);
      });
    });
    expect(heard).toHaveLength(96);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
  });

  test('does not lose digits to where points lie, or to their scale', () => {
    // Float64 holds both; float32 holds neither a billion and a half nor 1e200.
    const [x, y] = [targetNamed('two_moons').sample(200, { seed: 1 }), targetNamed('rings').sample(150, { seed: 2 })];
    const directions = sliceDirections(2, { projections: 8 });
    const exact = byDefinition(x, y, directions);
    const distance = (change: (value: number) => number): number => {
      const changed = ({ values, shape }: Points) =>
        ({ values: Float64Array.from(values, change), shape }) as unknown as Points;
      const [a, b] = [changed(x), changed(y)];
      return slicedDistances([a], [b], directions, frameOf(b, a))[0]![0]!.distance;
    };
    // A shift by 1e9 rounds values to 1e-7.
    expect(distance((value) => value + 1e9) / exact).toBeCloseTo(1, 5);
    expect(distance((value) => value * 1e200) / 1e200 / exact).toBeCloseTo(1, 5);
    expect((distance((value) => value * 1e-200) * 1e200) / exact).toBeCloseTo(1, 5);
  });

  test('of a shifted copy is the shift as the directions see it', () => {
    const shift = [2, -1];
    // In steps of float32, so that the sum is exact to 1e-7.
    const shifted = points(
      rings.values.map((value, at) => value + shift[at % 2]!),
      2,
    );
    const seen = sliceDirections(2).reduce((sum, [x, y]) => sum + (2 * x! - y!) ** 2 / 256, 0);
    expect(slicedWasserstein(rings, shifted)).toBeCloseTo(Math.sqrt(seen), 6);
    // Over all directions ‖v‖/√d; the square has a deviation of √½ of itself over 256 of them.
    expect(Math.abs(seen / 2.5 - 1)).toBeLessThan(4 * Math.sqrt(0.5 / 256));
  });

  test('of two normals is that of their means and deviations', () => {
    // In every direction W₂² = (θ·(μ − ν))² + (s − t)².
    const count = 40_000;
    const distance = slicedWasserstein(
      normal([1, 0, 0], 1).sample(count, { seed: 1 }),
      normal([0, 0, 0], 2).sample(count / 2, { seed: 2 }),
      { projections: 64 },
    );
    const seen = sliceDirections(3, { projections: 64 }).reduce((sum, [x]) => sum + x! ** 2 / 64, 0);
    // Quantiles of 20,000 draws of deviation 2 are some 0.014 off: 3 % of the distance at the very most.
    expect(Math.abs(distance / Math.sqrt(seen + 1) - 1)).toBeLessThan(0.03);
  });

  test('in one dimension is W₂', () => {
    const a = points([0, 1, 5]);
    const b = points([1, 1, 3]);
    expect(slicedWasserstein(a, b)).toBeCloseTo(Math.sqrt((1 + 0 + 4) / 3), 12);
  });

  test('falls with the number of perfect draws', () => {
    const target = targetNamed('two_moons');
    const at = (count: number) =>
      slicedWasserstein(target.sample(count, { seed: 1 }), target.sample(count, { seed: 2 }), { projections: 64 });
    // As 1/√n: a tenth from 200 to 20,000, within the factor of two that one pair of sets may be off.
    expect(at(20_000)).toBeLessThan(at(200) / 5);
  });

  test('refuses what cannot be compared', () => {
    expect(() => slicedWasserstein(rings, points([1, 2, 3], 3))).toThrow(/reference\.shape: got \[1, 3\]/);
    expect(() => slicedWasserstein(points([1, 2], 2), rings, { projections: 0 })).toThrow(/projections/);
    expect(() => slicedWasserstein({ values: new Float32Array(0), shape: [0, 2] }, rings)).toThrow(/samples/);
  });
});
