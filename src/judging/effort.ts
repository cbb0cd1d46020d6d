import type { Points } from '../points.ts';
import { references, repeats } from './draws.ts';

/** Samples that the maximum mean discrepancy looks at, for its work grows by their square. */
export const mmdSamples = 2000;

/** Samples whose modes are weighed. A share of them is known to 0.2 % at worst. */
export const modeSamples = 100_000;

/** Nanoseconds on one core of a few years ago: sorted projections take this for a point, and one for each dimension. */
const sortNanoseconds = 20;

/** Nanoseconds that sliced distances may take, and as many the columns: what is beyond is taken in fewer parts. */
const most = 7e9;

/** All points that are projected along a direction. */
function pointsCompared(samples: number, dataRows: number | undefined): number {
  return samples * (1 + repeats) + (dataRows ?? references * samples);
}

/**
 * Directions that sliced distances look along: 256, and at least 32 where there are many points. A distance squared is a mean
 * over them, of a relative deviation of at most √(2/32), so that the distance itself is good to an eighth; and its floor, along
 * the same directions, errs as it does.
 */
export function directionsFor([samples, dimension]: Points['shape'], dataRows: number | undefined): number {
  if (dimension === 1) return 1;
  const each = pointsCompared(samples, dataRows) * (sortNanoseconds + dimension);
  return Math.max(32, Math.min(256, Math.floor(most / each)));
}

/** Rows of the samples that are judged column by column: all, unless columns are many. */
export function columnRows([samples, dimension]: Points['shape']): number {
  const each = (1 + repeats + references) * 2 * sortNanoseconds * dimension;
  return Math.min(samples, Math.max(1000, Math.floor(most / each)));
}

/** What each part of a comparison takes, in nanoseconds, for its progress. */
export function costsOf(shape: Points['shape'], dataRows: number | undefined) {
  const [samples, dimension] = shape;
  const few = Math.min(samples, mmdSamples);
  return {
    mmd: (references + repeats) * 2 * few ** 2 * (30 + 0.4 * dimension),
    draw: (references + repeats) * samples * (100 + 30 * dimension),
    line: dimension === 1 ? samples * 3000 : 0,
    modes: (1 + repeats) * Math.min(samples, modeSamples) * 1500,
    columns: (1 + repeats + references) * columnRows(shape) * 2 * sortNanoseconds * dimension,
    sliced: pointsCompared(samples, dataRows) * directionsFor(shape, dataRows) * (sortNanoseconds + dimension),
  };
}

/**
 * Bytes that judging takes at most at a time: the samples and all draws, each with a projection of it, the data, and what
 * noise is added to.
 * @param width bytes of a coordinate.
 */
export function judgingBytes(
  [samples, dimension]: Points['shape'],
  dataRows: number | undefined,
  width: number = Float32Array.BYTES_PER_ELEMENT,
): number {
  const row = dimension * width + Float32Array.BYTES_PER_ELEMENT;
  const drawn = samples * (1 + repeats + references) * row;
  const once = Math.max(samples, dataRows ?? 0) * (row + Uint32Array.BYTES_PER_ELEMENT);
  return drawn + (dataRows ?? 0) * row + once;
}
