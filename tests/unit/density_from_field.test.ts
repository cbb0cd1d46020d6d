import { describe, expect, test } from 'vitest';
import { densityFromField } from '../../src/diagnostics/index.ts';
import { type GaussianMixture, gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { eightGaussians } from '../../src/distributions/gaussians.ts';
import { ArgumentError } from '../../src/errors.ts';

type Pair = [number, number];

/** A rectangle cut into cells, and values at their centres. */
function rectangle([left, right]: Pair, [bottom, top]: Pair, shape: Pair) {
  const spacing: Pair = [(right - left) / shape[0], (top - bottom) / shape[1]];
  const centres = Array.from({ length: shape[0] * shape[1] }, (_, cell): Pair => {
    const column = cell % shape[0];
    const row = (cell - column) / shape[0];
    return [left + (column + 0.5) * spacing[0], bottom + (row + 0.5) * spacing[1]];
  });
  const fieldOf = (at: (point: Pair) => ArrayLike<number>) =>
    Float64Array.from(centres.flatMap((point) => Array.from(at(point))));
  return { shape, spacing, centres, fieldOf };
}

const uneven = gaussianMixture({
  weights: [1, 3, 2],
  means: [
    [-1, -0.5],
    [1, 0.5],
    [0.5, -1],
  ],
  deviations: [0.5, 0.6, 0.4],
});

/** The largest error of the density over −5…5 by −4…4, as a share of the largest density. */
function errorOf(mixture: GaussianMixture, shape: Pair): number {
  const { spacing, centres, fieldOf } = rectangle([-5, 5], [-4, 4], shape);
  const density = densityFromField(fieldOf(mixture.score), shape, spacing);
  const exact = centres.map((point) => mixture.pdf(point));
  return Math.max(...exact.map((value, i) => Math.abs(value - density[i]!))) / Math.max(...exact);
}

describe('densityFromField', () => {
  test('is the density of a mixture, with an error that falls with the square of the spacing', () => {
    const errors = (
      [
        [40, 32],
        [80, 64],
        [160, 128],
      ] as Pair[]
    ).map((shape) => errorOf(uneven, shape));
    // Trapezoids leave h²/12 of the change of the second derivative of ln p along the way: here h is 0.25, and the
    // derivative of the score, 1/deviation² and what lies between modes, changes by a few units.
    expect(errors[0]).toBeLessThan(0.1);
    // Four times less at half the spacing, but for terms of the fourth order.
    for (const i of [1, 2]) expect(errors[i - 1]! / errors[i]!).toBeGreaterThan(3.5);
    for (const i of [1, 2]) expect(errors[i - 1]! / errors[i]!).toBeLessThan(4.8);
  });

  test('of one normal is exact: trapezoids are, of a score that is straight', () => {
    const normal = gaussianMixture({ weights: [1], means: [[0.3, -0.2]], deviations: [0.7] });
    // What is left is the mass beyond six deviations and rounding.
    expect(errorOf(normal, [50, 40])).toBeLessThan(1e-7);
    expect(errorOf(normal, [40, 50])).toBeLessThan(1e-7);
  });

  test('sums to 1, and finds all modes of a symmetric target alike', () => {
    const { shape, spacing, centres, fieldOf } = rectangle([-4, 4], [-4, 4], [64, 64]);
    const target = eightGaussians().perturbed(0.3);
    const density = densityFromField(fieldOf(target.score), shape, spacing);
    expect(density.reduce((sum, value) => sum + value, 0) * spacing[0] * spacing[1]).toBeCloseTo(1, 12);
    const shares = [0, 0, 0, 0];
    for (const [i, [x, y]] of centres.entries()) {
      shares[(x > 0 ? 1 : 0) + (y > 0 ? 2 : 0)]! += density[i]! * spacing[0] * spacing[1];
    }
    // By symmetry of the target and the grid.
    for (const share of shares) expect(share).toBeCloseTo(0.25, 9);
  });

  test.each([[[48, 48]], [[24, 48]], [[48, 24]]] as [Pair][])(
    'does not see what turns in circles, on %j cells',
    (shape) => {
      const { spacing, fieldOf } = rectangle([0, 3], [0, 2], shape);
      // The curl of sin(kx·x)·sin(ky·y), with half a turn in 24 cells along either axis: so no flow leaves the rectangle, and
      // means of neighbours have no sources either.
      const [kx, ky] = [Math.PI / 24 / spacing[0], Math.PI / 24 / spacing[1]];
      const curl = fieldOf(([x, y]) => [
        9 * ky * Math.sin(kx * x) * Math.cos(ky * y),
        -9 * kx * Math.cos(kx * x) * Math.sin(ky * y),
      ]);
      const plain = fieldOf(([x, y]) => [Math.sin(x) + 1, x * 0.3 - y]);
      const withCurl = plain.map((value, i) => value + curl[i]!);
      const [before, after] = [plain, withCurl].map((field) => densityFromField(field, shape, spacing)) as [
        Float64Array,
        Float64Array,
      ];
      // Rounding in sums of some 50 terms of up to 50.
      for (const [i, value] of before.entries()) expect(Math.abs(after[i]! / value - 1)).toBeLessThan(1e-10);
    },
  );

  test('satisfies the normal equations of least squares on an uneven grid', () => {
    const shape: Pair = [7, 12];
    const { spacing, fieldOf } = rectangle([0, 3], [0, 2], shape);
    const field = fieldOf(([x, y]) => [Math.sin(3 * x * y) + y, Math.cos(5 * x) - y * x]);
    const logs = densityFromField(field, shape, spacing).map(Math.log);
    for (let row = 0; row < shape[1]; row++) {
      for (let column = 0; column < shape[0]; column++) {
        const cell = row * shape[0] + column;
        // The residuals of all steps to neighbours, over the square of the spacing, sum to zero.
        let sum = 0;
        for (const [axis, at, cells, stride] of [
          [0, column, shape[0], 1],
          [1, row, shape[1], shape[0]],
        ] as const) {
          for (const side of [-1, 1]) {
            if (at + side < 0 || at + side >= cells) continue;
            const next = cell + side * stride;
            const step = side * 0.5 * spacing[axis] * (field[2 * cell + axis]! + field[2 * next + axis]!);
            sum += (logs[next]! - logs[cell]! - step) / spacing[axis] ** 2;
          }
        }
        expect(Math.abs(sum)).toBeLessThan(1e-9);
      }
    }
  });

  test.each([[[1, 50]], [[50, 1]]] as [Pair][])('on %j cells adds trapezoids up', (shape) => {
    const scores = Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const along = shape[0] === 1 ? 1 : 0;
    const field = scores.flatMap((score) => (along === 0 ? [score, 7] : [7, score]));
    const density = densityFromField(field, shape, along === 0 ? [0.2, 3] : [3, 0.2]);
    for (let i = 1; i < 50; i++) {
      expect(Math.log(density[i]! / density[i - 1]!)).toBeCloseTo(0.1 * (scores[i]! + scores[i - 1]!), 12);
    }
  });

  test('of one cell is one over its area', () => {
    expect(densityFromField([5, -5], [1, 1], [0.5, 0.25])[0]).toBe(8);
  });

  test('is finite for a field as large as is allowed and for cells as flat as can be', () => {
    for (const spacing of [
      [1, 1],
      [1e-30, 1e30],
      [1e30, 1e-30],
    ] as Pair[]) {
      for (const height of [1e18, -1e18, 1e-300]) {
        const field = Float64Array.from({ length: 2 * 6 * 5 }, (_, i) => height * Math.cos(i * i));
        expect(densityFromField(field, [6, 5], spacing).every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('refuses a field that does not fit, and what is no shape or spacing', () => {
    const four = [0, 0, 0, 0, 0, 0, 0, 0];
    const refused = (field: unknown, shape: unknown, spacing: unknown, message: RegExp) => {
      const call = () => densityFromField(field as number[], shape as Pair, spacing as Pair);
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(message);
    };
    refused(four, [2, 3], [1, 1], /field: got .* but it must be 2·2·3 values/);
    refused(four, [2.5, 2], [1, 1], /shape\[0\]/);
    refused(four, [0, 2], [1, 1], /shape\[0\]/);
    refused(four, [4], [1, 1], /shape: got/);
    refused(four, '22', [1, 1], /shape: got/);
    refused(four, [2, 2], [1, 0], /spacing\[1\]/);
    refused(four, [2, 2], [Number.NaN, 1], /spacing\[0\]/);
    refused(four, [2, 2], undefined, /spacing: got/);
    refused([0, 0, 0, 0, 0, Number.NaN, 0, 0], [2, 2], [1, 1], /field\[5\]/);
    refused(null, [2, 2], [1, 1], /field/);
  });
});
