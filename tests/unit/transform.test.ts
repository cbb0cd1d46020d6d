import fc from 'fast-check';
import { expect, test } from 'vitest';
import { points } from '../../src/points.ts';
import { restored, standardisation, standardisations, standardised, wantsFloat64 } from '../../src/transform.ts';

const data = points([1, 100, 3, 100, 5, 400], 2);

test('each column takes its own mean and deviation, or all of them one deviation', () => {
  // Of 1, 3, 5 the variance is 8/3; of 100, 100, 400 it is 20 000.
  expect(standardisation(data, 'columns')).toEqual({
    shift: [3, 200],
    scale: [Math.sqrt(8 / 3), Math.sqrt(20_000)],
  });
  const common = Math.sqrt((8 / 3 + 20_000) / 2);
  expect(standardisation(data, 'global')).toEqual({ shift: [3, 200], scale: [common, common] });
});

test('columns that are all the same are only shifted', () => {
  const same = points(
    Array.from({ length: 3000 }, (_, at) => (at % 3 === 0 ? at : 0.1 * (at % 3))),
    3,
  );
  const { shift, scale } = standardisation(same, 'columns');
  expect([shift[1], shift[2], scale[1], scale[2]]).toEqual([0.1, 0.2, 1, 1]);
  const { values } = standardised(same, { shift, scale });
  expect(values.every((value, at) => at % 3 === 0 || value === 0)).toBe(true);
  expect(standardisation(points([7, 7]), 'global')).toEqual({ shift: [7], scale: [1] });
  expect(standardisation(points([7]), 'columns')).toEqual({ shift: [7], scale: [1] });
});

test('standardised data have mean 0 and deviation 1, and come back, whatever their size', () => {
  const column = fc.record({
    centre: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    size: fc.integer({ min: -9, max: 30 }),
  });
  const wave = (i: number): number => Math.sin(1 + 1.7 * i) + (i % 5 === 0 ? 2 : 0);
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('columns', 'global'),
      (columns, how) => {
        const rows = 40;
        const given = points(
          Array.from({ length: rows * columns.length }, (_, at) => {
            const { centre, size } = columns[at % columns.length]!;
            return centre + 10 ** size * wave(at);
          }),
          columns.length,
        );
        const transform = standardisation(given, how);
        const inside = standardised(given, transform);
        const moments = columns.map((_, j) => {
          const values = inside.values.filter((_, at) => at % columns.length === j);
          const meanOf = (f: (y: number) => number) => values.reduce((sum, y) => sum + f(y) / rows, 0);
          return { mean: meanOf((y) => y), square: meanOf((y) => y * y) };
        });
        moments.forEach(({ mean, square }, j) => {
          // The shift is the mean to the rounding of float64; deviations are from the shift.
          const rounding = (2 ** -50 * Math.abs(transform.shift[j]!)) / transform.scale[j]!;
          expect(Math.abs(mean)).toBeLessThan(1e-6 + rounding);
          if (how === 'columns' && transform.scale[j] !== 1) expect(square).toBeCloseTo(1, 5);
        });
        if (how === 'global' && transform.scale[0] !== 1)
          expect(moments.reduce((sum, { square }) => sum + square / columns.length, 0)).toBeCloseTo(1, 5);
        restored(inside, transform).values.forEach((value, at) => {
          const [x, j] = [given.values[at]!, at % columns.length];
          // Inside values are float32; outside they are float64 where float32 would lose more than 2⁻¹⁶ of the scale.
          const outside = wantsFloat64(transform) ? 2 ** -52 : 2 ** -24;
          const left = Math.abs(x - transform.shift[j]!) + transform.scale[j]!;
          const error = 2 ** -23 * left + outside * Math.abs(x);
          expect(Math.abs(value - x)).toBeLessThanOrEqual(error);
        });
      },
    ),
  );
});

test('what is given stays as it is', () => {
  const transform = standardisation(data, 'columns');
  const before = data.values.slice();
  const inside = standardised(data, transform);
  const insideBefore = inside.values.slice();
  restored(inside, transform);
  expect(data.values).toEqual(before);
  expect(inside.values).toEqual(insideBefore);
});

test('refuses a spread whose square float64 does not hold, and takes it for no constant', () => {
  for (const how of standardisations)
    expect(() => standardisation(points([0, 1e-160, 2e-160, 3e-160]), how)).toThrow(/0 and 1e-160 in column 0/);
});

test('refuses what is no data and no way', () => {
  expect(() => standardisation(points([1, 2]), 'rows' as never)).toThrow(/standardise: got "rows", .*columns, global/);
  expect(() => standardisation({ values: new Float32Array(0), shape: [0, 1] }, 'columns')).toThrow(/data/);
});
