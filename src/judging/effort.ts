import type { Points } from '../points.ts';
import { references, repeats } from './draws.ts';

/** Nanoseconds that MMD², sliced distances or columns may take each, on one core: what would take longer looks at less. */
const most = 1e10;

/** Nanoseconds for each point along a direction: its projection, for each dimension, and its place in their order. */
const projecting = 1;
const sorting = 20;

/** Nanoseconds for each point of two sorted sets that are compared: in pairs where there are as many, else step by step. */
const pairing = 1.25;
const stepping = 5;

/** Nanoseconds for two points of MMD²: of their distance for each dimension, and of the kernel. */
const distance = 0.4;
const kernel = 30;

/** Samples whose modes are weighed. A share of them is known to 0.2 % at worst. */
export const modeSamples = 100_000;

/** Samples that MMD² looks at: at most 2000, for its work grows by their square, and fewer in hundreds of dimensions. */
export function mmdRows([samples, dimension]: Points['shape']): number {
  const each = (references + repeats) * 2 * (kernel + distance * dimension);
  return Math.min(samples, 2000, Math.max(500, Math.floor(Math.sqrt(most / each))));
}

/** Nanoseconds for one direction or column: all sets are sorted, and samples and perfect sets compared with all references. */
function sortedComparison(samples: number, dataRows: number | undefined): number {
  const others = dataRows ?? references * samples;
  const compared = dataRows === undefined ? references * 2 * samples * pairing : (samples + dataRows) * stepping;
  return (samples * (1 + repeats) + others) * sorting + (1 + repeats) * compared;
}

/** Nanoseconds for one direction of sliced distances. */
function sliced([samples, dimension]: Points['shape'], dataRows: number | undefined): number {
  const points = samples * (1 + repeats) + (dataRows ?? references * samples);
  return points * projecting * dimension + sortedComparison(samples, dataRows);
}

/**
 * Directions that sliced distances look along: 256, and at least 32 where there are many points. A distance squared is a mean
 * over them, of a relative deviation of at most √(2/32), so that the distance itself is good to an eighth; and its floor, along
 * the same directions, errs as it does.
 */
export function directionsFor(shape: Points['shape'], dataRows: number | undefined): number {
  if (shape[1] === 1) return 1;
  return Math.max(32, Math.min(256, Math.floor(most / sliced(shape, dataRows))));
}

/** Rows of the samples that are judged column by column: all, unless columns are many. */
export function columnRows([samples, dimension]: Points['shape']): number {
  return Math.min(samples, Math.max(1000, Math.floor(most / (sortedComparison(1, undefined) * dimension))));
}

/** What each part of a comparison takes, in nanoseconds, for its progress. */
export function costsOf(shape: Points['shape'], dataRows: number | undefined) {
  const [samples, dimension] = shape;
  return {
    mmd: (references + repeats) * 2 * mmdRows(shape) ** 2 * (kernel + distance * dimension),
    draw: (references + repeats) * samples * (100 + 30 * dimension),
    line: dimension === 1 ? samples * 5000 : 0,
    modes: (1 + repeats) * Math.min(samples, modeSamples) * 1500,
    columns: dimension * sortedComparison(columnRows(shape), dataRows),
    sliced: directionsFor(shape, dataRows) * sliced(shape, dataRows),
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
