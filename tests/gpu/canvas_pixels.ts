import { expect } from 'vitest';
import type { Picture } from '../../src/picture.ts';
import { rampOf, shade } from '../../src/shading.ts';
import { plane, sampling } from '../engine_suite/fixtures.ts';

/** Of a sampler whose particles are drawn. */
export const options = { ...sampling, score: plane, particles: 2003, initial: { deviation: 1 } };
export const picture: Picture = {
  grid: {
    axes: [
      { coordinate: 0, from: -3, to: 2.5, cells: 23 },
      { coordinate: 1, from: -2, to: 3, cells: 17 },
    ],
  },
  // From clear over a red that half shows to white, and back to a dark blue.
  palette: Uint8Array.of(0, 0, 0, 0, 200, 30, 0, 128, 255, 255, 255, 255, 10, 20, 80, 255),
  exposure: 0.7,
};

export type AnyCanvas = HTMLCanvasElement | OffscreenCanvas;

/** The bytes that a canvas shows, colours multiplied by their opacity, as a screen has them. */
export function shown(canvas: AnyCanvas): Float64Array {
  const { width, height } = canvas;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(canvas, 0, 0);
  return multiplied(context.getImageData(0, 0, width, height).data);
}

function multiplied(bytes: ArrayLike<number>): Float64Array {
  return Float64Array.from(bytes, (byte, i) => (i % 4 === 3 ? byte : (byte * bytes[i - (i % 4) + 3]!) / 255));
}

/** The pixels that these counts should give. */
export function expected(counts: Uint32Array, { grid, palette, exposure }: Picture, width: number, height: number) {
  const [columns, rows] = grid.axes.map(({ cells }) => cells) as [number, number];
  const pixels = new Uint32Array(width * height);
  const gain = (exposure * columns * rows) / options.particles;
  shade({ counts, columns, rows, ramp: rampOf(palette), gain }, pixels, width);
  return multiplied(new Uint8Array(pixels.buffer));
}

/** Largest difference of two pictures, in bytes. */
export function difference(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, byte, i) => Math.max(most, Math.abs(byte - b[i]!)), 0);
}

// A canvas keeps colours multiplied by their opacity in whole bytes, and so does what reads them: half a byte each time. A GPU
// may besides take the next step of the ramp, where rounding tips it: 3·(255/1023) of a byte, and rounds that to a byte.
export const tolerance = 2;
