import { describe, expect, test } from 'vitest';
import { arrowsOf, saturating } from '../../../demo/lab/figures/stage/arrows.ts';
import { type GridField, interpolated, shownField } from '../../../demo/lab/figures/stage/grid_field.ts';
import { streamlinesOf as linesOf, spacingFor } from '../../../demo/lab/figures/stage/streamlines.ts';

/** A field over the unit square, at the centres of 24 × 24 cells. */
function fieldOf(at: (u: number, v: number) => readonly [number, number], sigma = 1): GridField {
  const side = 24;
  const values = Array.from({ length: side * side }, (_, i) =>
    at(((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side),
  );
  return { side, values: Float32Array.from(values.flat()), sigma, source: 'learned' };
}

const spacing = spacingFor(700);
const streamlinesOf = (field: GridField): Float32Array[] => linesOf(field, spacing);

const pointsOf = (line: Float32Array): [number, number][] =>
  Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i]!, line[2 * i + 1]!]);

const rotation = fieldOf((u, v) => [-(v - 0.5), u - 0.5]);

describe('interpolated', () => {
  test('is exact for a field that is linear, between the outer centres', () => {
    const field = fieldOf((u, v) => [1 + 2 * u - v, 3 * v]);
    for (const [u, v] of [
      [0.5, 0.5],
      [0.13, 0.86],
      [0.97, 0.03],
    ] as const) {
      const [x, y] = interpolated(field, u, v);
      // Values are float32.
      expect(x).toBeCloseTo(1 + 2 * u - v, 5);
      expect(y).toBeCloseTo(3 * v, 5);
    }
  });

  test('beyond them is that of the nearest', () => {
    const field = fieldOf((u) => [u, 1]);
    expect(interpolated(field, 0, 0.5)[0]).toBeCloseTo(0.5 / 24, 6);
    expect(interpolated(field, 1, 1)[0]).toBeCloseTo(23.5 / 24, 6);
  });
});

describe('streamlines', () => {
  test('of a rotation are circles', () => {
    const lines = streamlinesOf(rotation);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const radii = pointsOf(line).map(([u, v]) => Math.hypot(u - 0.5, v - 0.5));
      // Beyond the outer centres the field stays as it is there.
      if (Math.max(...radii) > 0.47) continue;
      // The midpoint rule at a step h grows the radius r by h⁴/(8 r³) a step, 200 of them: under 1e-4 from r = 0.03 on.
      expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(1e-3);
    }
  });

  test('of a rotation close', () => {
    const closed = streamlinesOf(rotation).filter((line) => {
      const points = pointsOf(line);
      const [[u, v], [lastU, lastV]] = [points[0]!, points.at(-1)!];
      return Math.hypot(u - lastU, v - lastV) < 1e-6;
    });
    expect(closed.length).toBeGreaterThan(2);
  });

  test('of a constant field go straight from border to border, in its direction', () => {
    const lines = streamlinesOf(fieldOf(() => [2, 0]));
    for (const line of lines) {
      const points = pointsOf(line);
      expect(points[0]![0]).toBeLessThan(spacing.step);
      expect(points.at(-1)![0]).toBeGreaterThan(1 - spacing.step);
      expect(points.at(-1)![1]).toBeCloseTo(points[0]![1], 6);
    }
    // A line each `apart`, or up to twice that where seeds leave a gap that is too small for another.
    expect(lines.length).toBeLessThanOrEqual(1 / spacing.apart + 1);
    expect(lines.length).toBeGreaterThanOrEqual(0.5 / spacing.apart);
  });

  test('stay within the square and apart from each other', () => {
    const lines = streamlinesOf(fieldOf((u, v) => [0.5 - u, 0.3 - v])).map(pointsOf);
    let nearest = Number.POSITIVE_INFINITY;
    for (const [i, line] of lines.entries()) {
      for (const [u, v] of line) {
        if (Math.min(u, v, 1 - u, 1 - v) < 0) throw new Error(`(${u}, ${v}) is outside`);
        for (const other of lines.slice(i + 1))
          for (const [x, y] of other) nearest = Math.min(nearest, (u - x) ** 2 + (v - y) ** 2);
      }
    }
    // Points are float32.
    expect(Math.sqrt(nearest)).toBeGreaterThan(spacing.closest * spacing.apart - 1e-6);
  });

  test('end in a sink, and there are none where nothing points anywhere', () => {
    const ends = streamlinesOf(fieldOf((u, v) => [0.5 - u, 0.5 - v])).map((line) => pointsOf(line).at(-1)!);
    const nearest = Math.min(...ends.map(([u, v]) => Math.hypot(u - 0.5, v - 0.5)));
    // The field is told to be still below 0.02 of σ·|s|, here 0.02 from its middle.
    expect(nearest).toBeGreaterThan(0.02 - spacing.step);
    expect(nearest).toBeLessThan(0.02 + 2 * spacing.step);
    expect(streamlinesOf(fieldOf(() => [0, 0]))).toEqual([]);
  });
});

test('small squares have fewer streamlines', () => {
  const { length } = linesOf(rotation, spacingFor(250));
  expect(length).toBeGreaterThan(2);
  expect(length).toBeLessThan(streamlinesOf(rotation).length);
  expect(spacingFor(250).apart).toBe(14 / 250);
});

describe('arrows', () => {
  test('have lengths that grow with the score and stay below the width of a cell', () => {
    expect(saturating(0)).toBe(0);
    expect(saturating(1)).toBe(0.5);
    let before = -1;
    for (const size of [0, 0.1, 1, 10, 1e6]) {
      const [arrow] = arrowsOf(fieldOf(() => [0.6 * size, -0.8 * size], 0.5));
      const [du, dv] = [arrow!.to[0] - arrow!.from[0], arrow!.to[1] - arrow!.from[1]];
      const length = 24 * Math.hypot(du, dv);
      expect(length).toBeGreaterThan(before);
      expect(length).toBeCloseTo(saturating(0.5 * size), 5);
      expect(length).toBeLessThanOrEqual(1);
      if (size > 0) expect(dv / du).toBeCloseTo(-0.8 / 0.6, 5);
      before = length;
    }
  });

  test('are about the centres of cells', () => {
    const arrows = arrowsOf(rotation);
    const { from, to } = arrows[24 * 2 + 5]!;
    expect((from[0] + to[0]) / 2).toBeCloseTo(5.5 / 24, 12);
    expect((from[1] + to[1]) / 2).toBeCloseTo(2.5 / 24, 12);
  });
});

test('shownField is the exact score only where it is wanted and known', () => {
  const [learned, exact] = [new Float32Array(8), new Float32Array(8)];
  const report = { side: 2, sigma: 1, learned, exact } as unknown as Parameters<typeof shownField>[0];
  expect(shownField(report, { exact: false })).toMatchObject({ source: 'learned', values: learned });
  expect(shownField(report, { exact: true })).toMatchObject({ source: 'exact' });
  expect(shownField({ ...report, exact: undefined }, { exact: true })).toMatchObject({ source: 'learned' });
});
