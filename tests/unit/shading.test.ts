import { describe, expect, test } from 'vitest';
import { rampOf, rampSteps, type Shades, shade } from '../../src/shading.ts';

const greys = rampOf(Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255));

/** The red of every pixel, row by row from the top. */
function reds(shades: Partial<Shades> & Pick<Shades, 'counts' | 'columns' | 'rows'>, width: number, height: number) {
  const pixels = new Uint32Array(width * height);
  shade({ ramp: greys, gain: 1, ...shades }, pixels, width);
  const bytes = new Uint8Array(pixels.buffer);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, i) => bytes[4 * (row * width + i)]!),
  );
}

/** The grey of a count: to one step of the ramp. */
function grey(count: number, gain = 1): number {
  return 255 * (1 - Math.exp(-gain * count));
}

describe('a ramp', () => {
  test('goes from the first colour to the last by equal steps, each channel for itself', () => {
    const bytes = new Uint8Array(rampOf(Uint8Array.of(0, 10, 200, 0, 255, 20, 100, 128)).buffer);
    expect(bytes.length).toBe(4 * rampSteps);
    for (const step of [0, 1, 100, 511, 1023]) {
      const t = step / 1023;
      const expected = [255 * t, 10 + 10 * t, 200 - 100 * t, 128 * t].map(Math.round);
      expect([...bytes.subarray(4 * step, 4 * step + 4)]).toEqual(expected);
    }
  });

  test('goes through all colours of a palette', () => {
    const palette = Uint8Array.of(9, 0, 0, 1, 0, 9, 0, 2, 0, 0, 9, 3, 7, 7, 7, 4);
    const bytes = new Uint8Array(rampOf(palette).buffer);
    // Three parts of 341 steps.
    const found = [0, 341, 682, 1023].flatMap((step) => [...bytes.subarray(4 * step, 4 * step + 4)]);
    expect(found).toEqual([...palette]);
  });
});

describe('shades', () => {
  test('are 1 − exp(−gain·count) of the ramp, upwards', () => {
    const counts = Uint32Array.of(0, 1, 2, 3, 40, 4_000_000_000);
    const found = reds({ counts, columns: 3, rows: 2, gain: 0.5 }, 3, 2);
    const expected = [
      [3, 40, 4e9],
      [0, 1, 2],
    ];
    // Rounded to a step of the ramp, a quarter of a byte, and to a byte.
    expected.forEach((row, j) =>
      row.forEach((c, i) => expect(Math.abs(found[j]![i]! - grey(c, 0.5))).toBeLessThan(0.7)),
    );
    expect(found[0]![2]).toBe(255);
    expect(found[1]![0]).toBe(0);
  });

  test.each([
    [7, 5, 3, 4],
    [1, 1, 1, 1],
    [5, 1, 1, 6],
    [1, 9, 4, 1],
    [3, 2, 40, 30],
    [64, 48, 17, 5],
  ])('are of counts between the centres of cells: %i × %i pixels, %i × %i cells', (width, height, columns, rows) => {
    const counts = Uint32Array.from({ length: columns * rows }, (_, i) => (i * 7919) % 5);
    const found = reds({ counts, columns, rows, gain: 0.4 }, width, height);
    const at = (x: number, y: number) =>
      counts[Math.min(Math.max(y, 0), rows - 1) * columns + Math.min(Math.max(x, 0), columns - 1)]!;
    for (let row = 0; row < height; row++) {
      for (let i = 0; i < width; i++) {
        const [x, y] = [((i + 0.5) * columns) / width - 0.5, ((height - row - 0.5) * rows) / height - 0.5];
        const [left, below] = [Math.floor(x), Math.floor(y)];
        const [u, v] = [x - left, y - below];
        const low = at(left, below) * (1 - u) + at(left + 1, below) * u;
        const high = at(left, below + 1) * (1 - u) + at(left + 1, below + 1) * u;
        expect(Math.abs(found[row]![i]! - grey(low * (1 - v) + high * v, 0.4))).toBeLessThan(0.7);
      }
    }
  });
});
