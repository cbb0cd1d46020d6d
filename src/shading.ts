/** Steps of a ramp: more than the bytes of a pixel tell apart. */
export const rampSteps = 1024;

/**
 * A palette at equal steps, interpolated linearly, each channel for itself: pixels of four bytes as they lie in an ImageData.
 * @param palette at least two colours of four bytes
 */
export function rampOf(palette: Uint8Array): Uint32Array<ArrayBuffer> {
  const ramp = new Uint32Array(rampSteps);
  const bytes = new Uint8Array(ramp.buffer);
  const last = palette.length / 4 - 1;
  for (let step = 0; step < rampSteps; step++) {
    const place = (step / (rampSteps - 1)) * last;
    const first = Math.min(Math.floor(place), last - 1);
    for (let channel = 0; channel < 4; channel++) {
      const [a, b] = [palette[4 * first + channel]!, palette[4 * first + 4 + channel]!];
      bytes[4 * step + channel] = Math.round(a + (b - a) * (place - first));
    }
  }
  return ramp;
}

/** Counts of a grid, row-major and upwards, and how they become colours. */
export interface Shades {
  readonly counts: Uint32Array;
  readonly columns: number;
  readonly rows: number;
  readonly ramp: Uint32Array;
  /** A count c has the colour at 1 − exp(−gain·c) of the ramp. */
  readonly gain: number;
}

/**
 * Shades pixels, row-major and downwards, of a canvas that the grid fills: counts are interpolated bilinearly between the
 * centres of cells, and beyond the outermost centres are those of the outermost cells. Twin: shaders/sampling/shade.wgsl.
 */
export function shade({ counts, columns, rows, ramp, gain }: Shades, pixels: Uint32Array, width: number): void {
  const height = pixels.length / width;
  const across = Array.from({ length: width }, (_, i) => between((i + 0.5) / width, columns));
  const [lefts, shares] = [
    Uint32Array.from(across, ({ cell }) => cell),
    Float64Array.from(across, ({ share }) => share),
  ];
  // The row of exposures at the height of a row of pixels, with its last once more, so that each has a neighbour.
  const exposures = new Float64Array(columns + 1);
  for (let row = 0; row < height; row++) {
    const { cell, share } = between((height - row - 0.5) / height, rows);
    const low = cell * columns;
    const high = Math.min(cell + 1, rows - 1) * columns;
    for (let column = 0; column < columns; column++) {
      const a = counts[low + column]!;
      exposures[column] = gain * (a + (counts[high + column]! - a) * share);
    }
    exposures[columns] = exposures[columns - 1]!;
    for (let i = 0, at = row * width; i < width; i++, at++) {
      const left = lefts[i]!;
      const a = exposures[left]!;
      const exposure = a + (exposures[left + 1]! - a) * shares[i]!;
      // Most of a picture may be empty.
      pixels[at] = ramp[exposure === 0 ? 0 : ((rampSteps - 1) * (1 - Math.exp(-exposure)) + 0.5) | 0]!;
    }
  }
}

/** Between the centres of which cell and the next a place lies, given as a share of the axis, and how far. */
function between(place: number, cells: number): { cell: number; share: number } {
  const at = Math.min(Math.max(place * cells - 0.5, 0), cells - 1);
  const cell = Math.floor(at);
  return { cell, share: at - cell };
}
